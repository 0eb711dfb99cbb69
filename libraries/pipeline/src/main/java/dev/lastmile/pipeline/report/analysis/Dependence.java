package dev.lastmile.pipeline.report.analysis;

import dev.lastmile.onnx.Batch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Partial dependence on a raw column: the mean prediction where all rows of the sample have one value of it (J. Friedman,
 * "Greedy function approximation", 2001, section 8.2).
 *
 * @param column of the raw data
 * @param grid the values that were tried
 * @param responses by what is predicted, the mean at each value: a number, or a label's probability; without probabilities
 *     the share of rows with that label
 */
public record Dependence(String column, ValueGrid grid, Map<String, double[]> responses) {
    /** What a regressor predicts. */
    public static final String PREDICTION = "prediction";

    /**
     * Measures a column.
     *
     * @param shown the labels whose probability is measured, by index; not read for a regressor
     */
    public static Dependence of(SampleModel model, String column, List<Integer> shown) {
        Batch raw = model.sample().raw();
        ValueGrid grid = ValueGrid.of(column, raw.column(column), model.pair().featuresMetadata());
        Map<String, double[]> responses = new LinkedHashMap<>();
        List<String> names = model.labels().isEmpty()
                ? List.of(PREDICTION)
                : shown.stream().map(model.labels()::get).toList();
        names.forEach(name -> responses.put(name, new double[grid.rows().length]));
        for (int point = 0; point < grid.rows().length; point++) {
            SampleModel.Predictions said = model.predict(ColumnRows.filled(raw, column, grid.rows()[point]));
            for (int series = 0; series < names.size(); series++) {
                int label = model.labels().isEmpty() ? -1 : shown.get(series);
                responses.get(names.get(series))[point] =
                        mean(said, label, model.sample().weights());
            }
        }
        return new Dependence(column, grid, responses);
    }

    /** The columns among these that have more than one value to compare. */
    public static List<Dependence> of(SampleModel model, List<String> columns, List<Integer> shown, int most) {
        List<Dependence> all = new ArrayList<>();
        for (String column : columns) {
            if (all.size() < most
                    && ValueGrid.of(
                                            column,
                                            model.sample().raw().column(column),
                                            model.pair().featuresMetadata())
                                    .rows()
                                    .length
                            > 1) {
                all.add(of(model, column, shown));
            }
        }
        return all;
    }

    /** NaN if no row is valid. */
    private static double mean(SampleModel.Predictions said, int label, double[] weights) {
        double sum = 0;
        double total = 0;
        for (int row = 0; row < weights.length; row++) {
            if (said.valid()[row]) {
                sum += weights[row] * response(said, row, label);
                total += weights[row];
            }
        }
        return sum / total;
    }

    private static double response(SampleModel.Predictions said, int row, int label) {
        if (label < 0) {
            return said.values()[row];
        } else if (said.probabilities() != null) {
            return said.probabilities()[row][label];
        }
        return said.predicted()[row] == label ? 1 : 0;
    }
}
