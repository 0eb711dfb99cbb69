package dev.lastmile.pipeline.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.pipeline.metrics.Metric;
import dev.lastmile.pipeline.report.analysis.Dependence;
import dev.lastmile.pipeline.report.analysis.Importance;
import dev.lastmile.pipeline.report.analysis.SampleModel;
import dev.lastmile.pipeline.report.analysis.ValueGrid;
import dev.lastmile.pipeline.report.chart.Chart;
import dev.lastmile.pipeline.report.chart.Markup;
import dev.lastmile.pipeline.report.chart.PlotChart;
import dev.lastmile.pipeline.report.chart.RowChart;
import dev.lastmile.pipeline.report.chart.Series;
import java.util.ArrayList;
import java.util.List;

/** What a model makes of the raw columns: permutation importance, and partial dependence on the most important ones. */
final class ColumnFigures {
    /** The most columns of the chart of importance; its JSON has all. */
    private static final int MOST_ROWS = 15;

    /** The most columns whose partial dependence is measured. */
    private static final int MOST_DEPENDENCES = 6;

    private ColumnFigures() {}

    /**
     * @param columns that may be shown
     * @param labels by index, whose probability is shown
     */
    static List<Figure> of(SampleModel model, List<String> columns, Metric metric, List<Integer> labels) {
        if (columns.isEmpty()) {
            return List.of();
        }
        List<Importance> importance = Importance.of(model, columns, metric);
        List<Figure> figures = new ArrayList<>();
        figures.add(importance(importance, columns.size(), model, metric));
        List<String> ordered = importance.stream().map(Importance::column).toList();
        for (Dependence dependence : Dependence.of(model, ordered, labels, MOST_DEPENDENCES)) {
            figures.add(dependence(dependence, figures.size(), model));
        }
        return figures;
    }

    private static Figure importance(List<Importance> all, int columns, SampleModel model, Metric metric) {
        int repeats = Importance.repeats(columns);
        ObjectNode numbers = CardJson.object()
                .put("metric", metric.key())
                .put("rows", model.sample().rows())
                .put("repeats", repeats)
                .put("columns_left_out", columns - all.size());
        for (Importance one : all) {
            ObjectNode object = numbers.withArray("columns").addObject().put("column", one.column());
            CardJson.put(object, "mean", one.mean());
            CardJson.put(object, "deviation", one.deviation());
        }
        List<Importance> shown = all.subList(0, Math.min(MOST_ROWS, all.size()));
        return new Figure(
                "permutation_importance",
                "How much worse " + metric.key() + " gets where a column's values are dealt to other rows: the mean of "
                        + repeats + " times, with the standard deviation. Columns that tell the same share their"
                        + " importance. Of " + model.sample().rows() + " held-out rows"
                        + (shown.size() < columns
                                ? "; " + shown.size() + " of " + columns + " columns, more in"
                                        + " permutation_importance.json."
                                : "."),
                numbers,
                new RowChart(
                        "Permutation importance",
                        metric.key() + " gets worse by",
                        shown.stream().map(Importance::column).toList(),
                        List.of(new RowChart.Values(
                                "",
                                shown.stream().mapToDouble(Importance::mean).toArray(),
                                shown.stream()
                                        .mapToDouble(Importance::deviation)
                                        .toArray()))));
    }

    private static Figure dependence(Dependence dependence, int place, SampleModel model) {
        ValueGrid grid = dependence.grid();
        ObjectNode numbers = CardJson.object()
                .put("column", dependence.column())
                .put("rows", model.sample().rows());
        numbers.set("values", CardJson.array(grid.texts()));
        dependence.responses().forEach((name, means) -> {
            ObjectNode object = numbers.withArray("means").addObject().put("of", name);
            object.set("mean", CardJson.array(means));
        });
        return new Figure(
                "partial_dependence_" + place,
                "The mean prediction if all of " + model.sample().rows() + " held-out rows had one value of this column"
                        + " and else their own"
                        + (grid.kind() == ValueGrid.Kind.CATEGORY
                                ? "; values of few rows are left out."
                                : ", between its 5th and 95th percentile."),
                numbers,
                chart(dependence, model));
    }

    private static Chart chart(Dependence dependence, SampleModel model) {
        String title = "Partial dependence on " + dependence.column();
        ValueGrid grid = dependence.grid();
        boolean single = dependence.responses().size() == 1;
        String only = dependence.responses().keySet().iterator().next();
        String what = model.labels().isEmpty()
                ? "mean prediction"
                : single ? "mean probability of " + Markup.visible(only) : "mean probability";
        if (grid.kind() == ValueGrid.Kind.CATEGORY) {
            List<RowChart.Values> values = new ArrayList<>();
            dependence
                    .responses()
                    .forEach((name, means) ->
                            values.add(new RowChart.Values(single ? "" : Markup.visible(name), means, new double[0])));
            return new RowChart(
                    title, what, grid.texts().stream().map(Markup::visible).toList(), values);
        }
        List<Series> series = new ArrayList<>();
        dependence
                .responses()
                .forEach((name, means) -> series.add(new Series(
                        single ? "" : Markup.visible(name), Series.Style.DOTTED_LINE, grid.numbers(), means)));
        return grid.kind() == ValueGrid.Kind.NUMBER
                ? PlotChart.ofNumbers(title, dependence.column(), what, series)
                : PlotChart.ofNamed(title, dependence.column(), what, series, grid.numbers(), grid.texts());
    }
}
