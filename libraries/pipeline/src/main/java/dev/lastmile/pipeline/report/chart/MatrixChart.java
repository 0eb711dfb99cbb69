package dev.lastmile.pipeline.report.chart;

import dev.lastmile.pipeline.report.chart.Canvas.Anchor;
import java.util.List;

/** Counts by true label (rows) and predicted label (columns), shaded by their share of the row. */
public final class MatrixChart extends Chart {
    private static final int NAMES = 120;
    private static final int TALLEST = 44;

    private final List<String> labels;
    private final long[][] counts;

    /** @param counts not copied */
    public MatrixChart(String title, List<String> labels, long[][] counts) {
        super(title);
        this.labels = List.copyOf(labels);
        this.counts = counts;
    }

    private double cellWidth() {
        return (double) (WIDTH - NAMES - 2 * MARGIN) / labels.size();
    }

    /** Where names do not fit under the columns, numbers stand for them. */
    private boolean isNumbered() {
        return labels.stream().anyMatch(label -> Markup.width(label) > cellWidth() - 4) && labels.size() > 4;
    }

    private double cellHeight() {
        return Math.min(TALLEST, cellWidth());
    }

    private double bottom() {
        return TOP + labels.size() * cellHeight();
    }

    @Override
    int height() {
        return (int) Math.ceil(bottom()) + 3 * LINE;
    }

    @Override
    void draw(Canvas canvas) {
        double left = NAMES + MARGIN + 8.0;
        double width = cellWidth() - 8.0 / labels.size();
        for (int truth = 0; truth < labels.size(); truth++) {
            double y = TOP + truth * cellHeight();
            long all = Math.max(1, sum(counts[truth]));
            String name = isNumbered() ? (truth + 1) + " · " + labels.get(truth) : labels.get(truth);
            canvas.text(Ink.TEXT, Anchor.END, left - 6, y + cellHeight() / 2 + 4, NAMES, name);
            for (int predicted = 0; predicted < labels.size(); predicted++) {
                double x = left + predicted * width;
                double share = (double) counts[truth][predicted] / all;
                canvas.area(Ink.GRID, 0.5, x + 1, y + 1, width - 2, cellHeight() - 2);
                canvas.area(Ink.S0, share, x + 1, y + 1, width - 2, cellHeight() - 2);
                String count = Axis.text(counts[truth][predicted]);
                if (Markup.width(count) <= width) {
                    Ink ink = share > 0.5 ? Ink.ON_FILL : Ink.TEXT;
                    canvas.text(ink, Anchor.MIDDLE, x + width / 2, y + cellHeight() / 2 + 4, width, count);
                }
            }
        }
        for (int predicted = 0; predicted < labels.size(); predicted++) {
            double middle = left + (predicted + 0.5) * width;
            String name = isNumbered() ? Integer.toString(predicted + 1) : labels.get(predicted);
            canvas.text(Ink.TEXT, Anchor.MIDDLE, middle, bottom() + LINE, width, name);
        }
        canvas.text(
                Ink.MUTED,
                Anchor.MIDDLE,
                left + labels.size() * width / 2,
                bottom() + 2 * LINE,
                WIDTH,
                "predicted (columns), true (rows)");
    }

    private static long sum(long[] row) {
        long sum = 0;
        for (long cell : row) {
            sum += cell;
        }
        return sum;
    }
}
