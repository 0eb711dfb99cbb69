package dev.lastmile.pipeline.evaluation;

import java.util.List;
import java.util.Locale;

/** A confusion matrix as a drawing: SVG needs no fonts on the machine that draws, which Java's own images do. */
final class ConfusionMatrixPicture {
    private static final int CELL = 90;
    private static final int LEFT = 170;
    private static final int TOP = 60;
    private static final int BOTTOM = 60;

    private ConfusionMatrixPicture() {}

    static String svg(List<String> labels, long[][] confusion) {
        int size = labels.size();
        int width = LEFT + size * CELL + 20;
        int height = TOP + size * CELL + BOTTOM;
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$d\" height=\"%2$d\" viewBox=\"0 0 %1$d %2$d\""
                        + " font-family=\"sans-serif\" font-size=\"13\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n"
                        + "<text x=\"%3$d\" y=\"30\" text-anchor=\"middle\" font-size=\"16\">Confusion matrix</text>%n",
                width,
                height,
                width / 2));
        for (int i = 0; i < size; i++) {
            long total = Math.max(1, sum(confusion[i]));
            text(svg, LEFT - 10, TOP + i * CELL + CELL / 2 + 5, "end", "black", labels.get(i));
            text(svg, LEFT + i * CELL + CELL / 2, TOP + size * CELL + 20, "middle", "black", shortened(labels.get(i)));
            for (int j = 0; j < size; j++) {
                double share = (double) confusion[i][j] / total;
                svg.append(String.format(
                        Locale.ROOT,
                        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#1f5fa8\" fill-opacity=\"%.3f\""
                                + " stroke=\"#888\"/>%n",
                        LEFT + j * CELL,
                        TOP + i * CELL,
                        CELL,
                        CELL,
                        share));
                text(
                        svg,
                        LEFT + j * CELL + CELL / 2,
                        TOP + i * CELL + CELL / 2 + 5,
                        "middle",
                        share > 0.5 ? "white" : "black",
                        Long.toString(confusion[i][j]));
            }
        }
        text(svg, LEFT + size * CELL / 2, height - 12, "middle", "#555", "predicted (columns), true (rows)");
        return svg.append("</svg>\n").toString();
    }

    private static void text(StringBuilder svg, int x, int y, String anchor, String colour, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"%s\">%s</text>%n",
                x,
                y,
                anchor,
                colour,
                escaped(text)));
    }

    private static String shortened(String label) {
        return label.length() <= 15 ? label : label.substring(0, 14) + "…";
    }

    private static long sum(long[] row) {
        long sum = 0;
        for (long cell : row) {
            sum += cell;
        }
        return sum;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
