package dev.lastmile.pipeline.report.analysis;

import dev.lastmile.onnx.Batch;
import dev.lastmile.pipeline.metrics.Bootstrap;
import dev.lastmile.pipeline.metrics.Metric;
import dev.lastmile.pipeline.metrics.MetricSample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Permutation importance of a raw column: how much worse the model is where the column's values are dealt to other rows (L.
 * Breiman, "Random Forests", 2001, section 10; as scikit-learn's {@code permutation_importance}).
 *
 * @param column of the raw data
 * @param mean over the repeats, of the metric's worsening; positive where the column helps
 * @param deviation the population standard deviation over the repeats
 */
public record Importance(String column, double mean, double deviation) {
    /** The most columns that are permuted, the first ones. */
    public static final int MOST_COLUMNS = 500;

    private static final int MOST_REPEATS = 5;
    private static final int SCORINGS = 500;

    /** How often each of so many columns is permuted: five times up to 100 columns, once for 500. */
    public static int repeats(int columns) {
        return Math.max(1, Math.min(MOST_REPEATS, SCORINGS / Math.max(1, columns)));
    }

    /**
     * Measures columns; each is permuted in the same ways, with a fixed seed.
     *
     * @param columns inputs of the features; those after {@link #MOST_COLUMNS} are left out
     * @param metric by which the worsening is measured
     * @return the most important first; an undefined one (NaN) last
     */
    public static List<Importance> of(SampleModel model, List<String> columns, Metric metric) {
        Batch raw = model.sample().raw();
        double whole = value(model, raw, metric);
        List<Importance> all = new ArrayList<>();
        for (String column : columns.subList(0, Math.min(columns.size(), MOST_COLUMNS))) {
            Random random = new Random(Bootstrap.SEED);
            double[] drops = new double[repeats(columns.size())];
            for (int repeat = 0; repeat < drops.length; repeat++) {
                double permuted = value(model, ColumnRows.taken(raw, column, permutation(raw.rows(), random)), metric);
                drops[repeat] = metric.isHigherBetter() ? whole - permuted : permuted - whole;
            }
            double mean = Arrays.stream(drops).average().orElse(Double.NaN);
            double variance = Arrays.stream(drops)
                    .map(drop -> (drop - mean) * (drop - mean))
                    .average()
                    .orElse(Double.NaN);
            all.add(new Importance(column, mean, Math.sqrt(variance)));
        }
        all.sort(Comparator.comparingDouble(
                importance -> Double.isNaN(importance.mean()) ? Double.POSITIVE_INFINITY : -importance.mean()));
        return all;
    }

    private static double value(SampleModel model, Batch raw, Metric metric) {
        MetricSample judged = model.judge(raw);
        return judged.metrics(judged.weights()).getOrDefault(metric, Double.NaN);
    }

    /** Fisher and Yates' shuffle. */
    private static int[] permutation(int rows, Random random) {
        int[] order = new int[rows];
        for (int i = 0; i < rows; i++) {
            int place = random.nextInt(i + 1);
            order[i] = order[place];
            order[place] = i;
        }
        return order;
    }
}
