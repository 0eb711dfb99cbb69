package dev.lastmile.pipeline.evaluation;

import dev.lastmile.pipeline.evaluation.RegressionEvaluation.Pair;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** Residuals over predictions as a drawing: a good model's lie around zero everywhere, without a shape. */
final class ResidualsPicture {
    private static final int WIDTH = 560;
    private static final int HEIGHT = 400;
    private static final int LEFT = 80;
    private static final int TOP = 50;
    private static final int RIGHT = 20;
    private static final int BOTTOM = 60;

    private ResidualsPicture() {}

    static String svg(List<Pair> pairs) {
        double lowest = predictions(pairs).min().orElse(0);
        double highest = predictions(pairs).max().orElse(0);
        double reach = pairs.stream()
                .mapToDouble(pair -> Math.abs(pair.residual()))
                .max()
                .orElse(0);
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$d\" height=\"%2$d\" viewBox=\"0 0 %1$d %2$d\""
                        + " font-family=\"sans-serif\" font-size=\"13\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                WIDTH,
                HEIGHT));
        int bottom = HEIGHT - BOTTOM;
        int middle = (TOP + bottom) / 2;
        text(svg, WIDTH / 2, 30, "middle", "Residuals");
        svg.append(String.format(
                Locale.ROOT,
                "<path d=\"M%1$d %2$dV%3$dH%4$dM%1$d %5$dH%4$d\" fill=\"none\" stroke=\"#888\"/>%n",
                LEFT,
                TOP,
                bottom,
                WIDTH - RIGHT,
                middle));
        for (Pair pair : pairs) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"#1f5fa8\" fill-opacity=\"0.5\"/>%n",
                    LEFT + (WIDTH - LEFT - RIGHT) * share(pair.prediction(), lowest, highest),
                    bottom - (bottom - TOP) * share(pair.residual(), -reach, reach)));
        }
        text(svg, LEFT - 8, TOP + 5, "end", tick(reach));
        text(svg, LEFT - 8, middle + 5, "end", "0");
        text(svg, LEFT - 8, bottom + 5, "end", tick(-reach));
        text(svg, LEFT, bottom + 20, "middle", tick(lowest));
        text(svg, WIDTH - RIGHT, bottom + 20, "end", tick(highest));
        text(svg, WIDTH / 2, HEIGHT - 12, "middle", "predicted (across), true less predicted (up)");
        return svg.append("</svg>\n").toString();
    }

    private static DoubleStream predictions(List<Pair> pairs) {
        return pairs.stream().mapToDouble(Pair::prediction);
    }

    /** Where a value lies between two others, 0 to 1; in the middle if they are the same. */
    private static double share(double value, double from, double to) {
        return to > from ? (value - from) / (to - from) : 0.5;
    }

    private static String tick(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }

    private static void text(StringBuilder svg, int x, int y, String anchor, String text) {
        svg.append(String.format(
                Locale.ROOT, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, text));
    }
}
