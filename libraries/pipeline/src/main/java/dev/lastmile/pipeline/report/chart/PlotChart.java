package dev.lastmile.pipeline.report.chart;

import dev.lastmile.pipeline.report.chart.Canvas.Anchor;
import dev.lastmile.pipeline.report.chart.Canvas.Stroke;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/** Lines and dots over two axes of numbers. */
public final class PlotChart extends Chart {
    private static final int LEFT = 58;
    /** Below the title and the name of the axis up. */
    private static final int PLOT_TOP = TOP + 16;

    private static final int BOTTOM = PLOT_TOP + 240;

    private final String across;
    private final String up;
    private final List<Series> series;
    private final Axis x;
    private final Axis y;
    private final List<Axis.Tick> ticks;

    private PlotChart(
            String title, String across, String up, List<Series> series, Axis x, Axis y, List<Axis.Tick> ticks) {
        super(title);
        this.across = across;
        this.up = up;
        this.series = List.copyOf(series);
        this.x = x;
        this.y = y;
        this.ticks = ticks;
    }

    /** A chart of numbers between 0 and 1 on both axes, such as rates and probabilities. */
    public static PlotChart ofShares(String title, String across, String up, List<Series> series) {
        Axis x = new Axis(0, 1, LEFT, WIDTH - MARGIN);
        return new PlotChart(title, across, up, series, x, new Axis(0, 1, BOTTOM, PLOT_TOP), x.ticks());
    }

    /** A chart of any numbers. */
    public static PlotChart ofNumbers(String title, String across, String up, List<Series> series) {
        Axis x = Axis.around(LEFT, WIDTH - MARGIN, all(series, Series::x));
        return new PlotChart(title, across, up, series, x, vertical(series), x.ticks());
    }

    /** A chart whose numbers across have names, such as dates. */
    public static PlotChart ofNamed(
            String title, String across, String up, List<Series> series, double[] values, List<String> texts) {
        Axis x = Axis.around(LEFT, WIDTH - MARGIN, all(series, Series::x));
        return new PlotChart(title, across, up, series, x, vertical(series), x.ticks(values, texts));
    }

    private static Axis vertical(List<Series> series) {
        return Axis.around(BOTTOM, PLOT_TOP, all(series, Series::y));
    }

    private static double[] all(List<Series> series, Function<Series, double[]> values) {
        return series.stream()
                .flatMapToDouble(one -> DoubleStream.of(values.apply(one)))
                .toArray();
    }

    @Override
    int height() {
        return BOTTOM + 2 * LINE + new Legend(names()).height() + MARGIN;
    }

    private List<String> names() {
        return series.stream()
                .filter(one -> one.style() != Series.Style.REFERENCE)
                .map(Series::name)
                .toList();
    }

    @Override
    void draw(Canvas canvas) {
        // The name of the axis up is written above it, where it is read without turning the head.
        canvas.text(Ink.MUTED, Anchor.START, MARGIN, TOP + 2, WIDTH - 2 * MARGIN, "↑ " + up);
        for (Axis.Tick tick : y.ticks()) {
            double height = y.pixel(tick.value());
            canvas.line(Ink.GRID, Stroke.THIN, LEFT, height, WIDTH - MARGIN, height);
            canvas.text(Ink.MUTED, Anchor.END, LEFT - 6, height + 4, LEFT - 8, tick.text());
        }
        for (Axis.Tick tick : ticks) {
            double place = x.pixel(tick.value());
            canvas.line(Ink.GRID, Stroke.THIN, place, BOTTOM, place, BOTTOM + 4);
            double half = Math.min(Markup.width(tick.text()) / 2, WIDTH - 2 - place);
            canvas.text(Ink.MUTED, Anchor.MIDDLE, Math.min(place, WIDTH - 2 - half), BOTTOM + LINE, 90, tick.text());
        }
        canvas.line(Ink.MUTED, Stroke.THIN, LEFT, BOTTOM, WIDTH - MARGIN, BOTTOM);
        canvas.text(Ink.MUTED, Anchor.MIDDLE, (LEFT + WIDTH - MARGIN) / 2.0, BOTTOM + 2 * LINE, 340, across + " →");
        int index = 0;
        for (Series one : series) {
            draw(canvas, one, one.style() == Series.Style.REFERENCE ? Ink.MUTED : Ink.ofSeries(index++));
        }
        new Legend(names()).draw(canvas, BOTTOM + 3 * LINE);
    }

    private void draw(Canvas canvas, Series one, Ink ink) {
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i < one.x().length; i++) {
            if (Double.isFinite(one.x()[i]) && Double.isFinite(one.y()[i])) {
                points.add(new double[] {x.pixel(one.x()[i]), y.pixel(one.y()[i])});
            }
        }
        double[] across = points.stream().mapToDouble(point -> point[0]).toArray();
        double[] up = points.stream().mapToDouble(point -> point[1]).toArray();
        switch (one.style()) {
            case LINE -> canvas.line(ink, Stroke.THICK, across, up);
            case REFERENCE -> canvas.line(ink, Stroke.DASHED, across, up);
            case DOTTED_LINE -> {
                canvas.line(ink, Stroke.THICK, across, up);
                points.forEach(point -> canvas.dot(ink, 1, point[0], point[1], 3));
            }
            case DOTS -> points.forEach(point -> canvas.dot(ink, 0.5, point[0], point[1], 2.5));
        }
    }
}
