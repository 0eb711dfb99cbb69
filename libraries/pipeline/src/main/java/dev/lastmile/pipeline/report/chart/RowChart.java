package dev.lastmile.pipeline.report.chart;

import dev.lastmile.pipeline.report.chart.Canvas.Anchor;
import dev.lastmile.pipeline.report.chart.Canvas.Stroke;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** A row for each of some names, with a dot for each value of it. */
public final class RowChart extends Chart {
    private static final int MOST_NAMES = 170;
    private static final int ROW = 24;

    private final String across;
    private final List<String> rows;
    private final List<Values> series;
    private final double namesWidth;
    private final Axis axis;

    /**
     * One value for each row. The arrays are not copied.
     *
     * @param name for the legend; empty for none
     * @param deviations drawn to both sides of each value; empty for none
     */
    public record Values(String name, double[] values, double[] deviations) {}

    /** @param across what the values are */
    public RowChart(String title, String across, List<String> rows, List<Values> series) {
        super(title);
        this.across = across;
        this.rows = List.copyOf(rows);
        this.series = List.copyOf(series);
        this.namesWidth = Math.min(
                MOST_NAMES, rows.stream().mapToDouble(Markup::width).max().orElse(0));
        DoubleStream ends = series.stream()
                .flatMapToDouble(one -> DoubleStream.concat(
                        Arrays.stream(one.values()),
                        IntStream.range(0, one.deviations().length)
                                .boxed()
                                .flatMapToDouble(i -> DoubleStream.of(
                                        one.values()[i] - one.deviations()[i],
                                        one.values()[i] + one.deviations()[i]))));
        this.axis = Axis.around(
                namesWidth + 2 * MARGIN,
                WIDTH - MARGIN,
                DoubleStream.concat(ends, DoubleStream.of(0)).toArray());
    }

    @Override
    int height() {
        return bottom() + 2 * LINE + new Legend(names()).height() + MARGIN;
    }

    private int bottom() {
        return TOP + rows.size() * ROW;
    }

    private List<String> names() {
        return series.stream().map(Values::name).toList();
    }

    @Override
    void draw(Canvas canvas) {
        for (Axis.Tick tick : axis.ticks()) {
            double x = axis.pixel(tick.value());
            canvas.line(tick.value() == 0 ? Ink.MUTED : Ink.GRID, Stroke.THIN, x, TOP, x, bottom());
            double half = Markup.width(tick.text()) / 2;
            canvas.text(Ink.MUTED, Anchor.MIDDLE, Math.min(x, WIDTH - 2 - half), bottom() + LINE, 90, tick.text());
        }
        for (int row = 0; row < rows.size(); row++) {
            double y = TOP + row * ROW + ROW / 2.0;
            canvas.text(Ink.TEXT, Anchor.END, namesWidth + MARGIN, y + 4, namesWidth, rows.get(row));
            for (int i = 0; i < series.size(); i++) {
                draw(canvas, series.get(i), row, y, Ink.ofSeries(i));
            }
        }
        canvas.text(Ink.MUTED, Anchor.END, WIDTH - MARGIN, bottom() + 2 * LINE, WIDTH - 2 * MARGIN, across + " →");
        new Legend(names()).draw(canvas, bottom() + 3 * LINE);
    }

    private void draw(Canvas canvas, Values values, int row, double y, Ink ink) {
        double value = values.values()[row];
        if (!Double.isFinite(value)) {
            return;
        }
        if (series.size() == 1) {
            canvas.line(ink, Stroke.THICK, axis.pixel(0), y, axis.pixel(value), y);
        }
        if (values.deviations().length > 0) {
            double reach = values.deviations()[row];
            canvas.line(Ink.TEXT, Stroke.THIN, axis.pixel(value - reach), y, axis.pixel(value + reach), y);
        }
        canvas.dot(ink, 1, axis.pixel(value), y, 4);
    }
}
