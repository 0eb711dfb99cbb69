package dev.lastmile.pipeline.report.chart;

/**
 * Points of a chart. The arrays are not copied.
 *
 * @param name for the legend; empty for none
 * @param style how they are drawn
 */
public record Series(String name, Style style, double[] x, double[] y) {
    /** How points are drawn. */
    public enum Style {
        LINE,
        /** A line with a dot at each point. */
        DOTTED_LINE,
        /** Dots alone. */
        DOTS,
        /** What others are compared with; in grey. */
        REFERENCE
    }

    /** As a line that keeps the value of a point back to the point before: the drawing of a step function. */
    public Series stepped() {
        int points = Math.max(0, 2 * x.length - 1);
        double[] stepX = new double[points];
        double[] stepY = new double[points];
        for (int i = 0; i < points; i++) {
            stepX[i] = x[i / 2];
            stepY[i] = y[(i + 1) / 2];
        }
        return new Series(name, style, stepX, stepY);
    }
}
