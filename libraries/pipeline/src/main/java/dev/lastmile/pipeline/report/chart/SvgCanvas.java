package dev.lastmile.pipeline.report.chart;

import java.util.Locale;

/** Draws SVG whose colours follow the reader's light or dark scheme through {@link #STYLES}. */
final class SvgCanvas implements Canvas {
    /** The colours, for a {@code <style>} element around or in the drawing. */
    static final String STYLES = styles();

    private final StringBuilder svg = new StringBuilder();

    private static String styles() {
        StringBuilder light = new StringBuilder();
        StringBuilder dark = new StringBuilder();
        for (Ink ink : Ink.values()) {
            light.append('.')
                    .append(ink.style())
                    .append("{color:")
                    .append(ink.light())
                    .append("}\n");
            dark.append('.')
                    .append(ink.style())
                    .append("{color:")
                    .append(ink.dark())
                    .append("}\n");
        }
        return light + "@media (prefers-color-scheme:dark){\n" + dark + "}\n";
    }

    /** The elements that were drawn. */
    String content() {
        return svg.toString();
    }

    @Override
    public void line(Ink ink, Stroke stroke, double[] x, double[] y) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < x.length; i++) {
            points.append(i == 0 ? "" : " ").append(number(x[i])).append(',').append(number(y[i]));
        }
        svg.append(String.format(
                Locale.ROOT,
                "<polyline class=\"%s\" points=\"%s\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"%d\"%s/>%n",
                ink.style(),
                points,
                stroke.width(),
                stroke == Stroke.DASHED ? " stroke-dasharray=\"4 4\"" : " stroke-linejoin=\"round\""));
    }

    @Override
    public void area(Ink ink, double opacity, double x, double y, double width, double height) {
        svg.append(String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"currentColor\"%s/>%n",
                ink.style(),
                number(x),
                number(y),
                number(width),
                number(height),
                opacity(opacity)));
    }

    @Override
    public void dot(Ink ink, double opacity, double x, double y, double radius) {
        svg.append(String.format(
                Locale.ROOT,
                "<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"%s\" fill=\"currentColor\"%s/>%n",
                ink.style(),
                number(x),
                number(y),
                number(radius),
                opacity(opacity)));
    }

    @Override
    public void text(Ink ink, Anchor anchor, double x, double y, double width, String text) {
        String shown = Markup.shortened(text, width);
        svg.append(String.format(
                Locale.ROOT,
                "<text class=\"%s\" x=\"%s\" y=\"%s\" text-anchor=\"%s\" fill=\"currentColor\">%s%s</text>%n",
                ink.style(),
                number(x),
                number(y),
                anchor.name().toLowerCase(Locale.ROOT),
                shown.equals(text) ? "" : "<title>" + Markup.escaped(text) + "</title>",
                Markup.escaped(shown)));
    }

    private static String opacity(double opacity) {
        return opacity == 1 ? "" : String.format(Locale.ROOT, " fill-opacity=\"%.2f\"", opacity);
    }

    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
