package dev.lastmile.pipeline.report.chart;

/** What charts are drawn on: x to the right, y down, in pixels; text of {@link #FONT_SIZE} on a baseline. */
interface Canvas {
    int FONT_SIZE = 12;

    /** How a line is drawn. */
    enum Stroke {
        THIN(1),
        THICK(2),
        DASHED(1);

        private final int width;

        Stroke(int width) {
            this.width = width;
        }

        int width() {
            return width;
        }
    }

    /** Where a text lies from its x. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    /** A line through points. */
    void line(Ink ink, Stroke stroke, double[] x, double[] y);

    /** A filled rectangle; 1 is opaque. */
    void area(Ink ink, double opacity, double x, double y, double width, double height);

    /** A filled circle. */
    void dot(Ink ink, double opacity, double x, double y, double radius);

    /** A text, shortened to at most {@code width} pixels. */
    void text(Ink ink, Anchor anchor, double x, double y, double width, String text);

    /** A straight line. */
    default void line(Ink ink, Stroke stroke, double fromX, double fromY, double toX, double toY) {
        line(ink, stroke, new double[] {fromX, toX}, new double[] {fromY, toY});
    }
}
