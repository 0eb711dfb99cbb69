package dev.lastmile.pipeline.report.chart;

import dev.lastmile.pipeline.report.chart.Canvas.Anchor;
import java.util.List;

/** The names of series beside their colours, in as many lines as they need; none for a single one without a name. */
record Legend(List<String> names) {
    private static final int BOX = 10;
    private static final int GAP = 16;
    private static final int LONGEST = 180;

    int height() {
        return isEmpty() ? 0 : place(null, 0);
    }

    void draw(Canvas canvas, int top) {
        if (!isEmpty()) {
            place(canvas, top);
        }
    }

    private boolean isEmpty() {
        return names.stream().allMatch(String::isEmpty);
    }

    /** Where there is no canvas, nothing is drawn. */
    private int place(Canvas canvas, int top) {
        double x = Chart.MARGIN;
        int y = top;
        for (int i = 0; i < names.size(); i++) {
            double width = BOX + 5 + Math.min(LONGEST, Markup.width(names.get(i)));
            if (x > Chart.MARGIN && x + width > Chart.WIDTH - Chart.MARGIN) {
                x = Chart.MARGIN;
                y += Chart.LINE;
            }
            if (canvas != null) {
                canvas.area(Ink.ofSeries(i), 1, x, y - BOX + 1, BOX, BOX);
                canvas.text(Ink.TEXT, Anchor.START, x + BOX + 5, y, LONGEST, names.get(i));
            }
            x += width + GAP;
        }
        return y + Chart.LINE - top;
    }
}
