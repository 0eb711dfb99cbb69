package dev.lastmile.pipeline.report.chart;

import dev.lastmile.pipeline.report.chart.Canvas.Anchor;
import java.util.Locale;
import java.util.Optional;

/** A chart of {@value #WIDTH} pixels and some height. Immutable. */
public abstract class Chart {
    static final int WIDTH = 440;
    static final int MARGIN = 12;
    /** Where the drawing below the title begins. */
    static final int TOP = 36;
    /** From one line of text to the next. */
    static final int LINE = 18;

    private final String title;

    Chart(String title) {
        this.title = title;
    }

    abstract int height();

    abstract void draw(Canvas canvas);

    /** The colours of {@link #inlineSvg}, for the page's {@code <style>}. */
    public static String styles() {
        return SvgCanvas.STYLES;
    }

    /** As an SVG file. */
    public final String svg() {
        return svg("<style>" + styles() + "</style>\n<rect class=\"" + Ink.PAPER.style()
                + "\" width=\"100%\" height=\"100%\" fill=\"currentColor\"/>\n");
    }

    /** As an element of an HTML page that has {@link #styles}; as wide as what it is in. */
    public final String inlineSvg() {
        return svg("");
    }

    /**
     * As a picture in the format PNG.
     *
     * @throws RuntimeException or {@link Error} where Java cannot draw, see {@link #whyNoPng}
     */
    public final byte[] png() {
        PngCanvas canvas = new PngCanvas(WIDTH, height());
        drawAll(canvas);
        return canvas.bytes();
    }

    /** Why Java cannot draw text on this machine, with the remedy; empty if it can. */
    public static Optional<String> whyNoPng() {
        try {
            new PngCanvas(1, 1).text(Ink.TEXT, Anchor.START, 0, 0, 1, "1");
            return Optional.empty();
        } catch (RuntimeException | Error e) {
            // Without a font, fontconfig, libfreetype or the module java.desktop: InternalError, UnsatisfiedLinkError,
            // NoClassDefFoundError or Error itself, and another one the second time.
            return Optional.of(
                    "Java cannot draw text here (" + e + "). Use a JDK with the module java.desktop, and install"
                            + " fontconfig and a font, on Debian: apt-get install fontconfig fonts-dejavu-core");
        }
    }

    private String svg(String first) {
        SvgCanvas canvas = new SvgCanvas();
        drawAll(canvas);
        return String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\""
                        + " font-family=\"system-ui,sans-serif\" font-size=\"%d\">%n%s%s</svg>%n",
                WIDTH,
                height(),
                Markup.escaped(title),
                Canvas.FONT_SIZE,
                first,
                canvas.content());
    }

    private void drawAll(Canvas canvas) {
        canvas.text(Ink.TEXT, Anchor.START, MARGIN, 20, WIDTH - 2 * MARGIN, title);
        draw(canvas);
    }
}
