package dev.lastmile.pipeline.metrics;

import dev.lastmile.pipeline.StepException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Bootstrap percentile intervals: rows are drawn with replacement, {@value #REPLICATES} times, with a fixed seed, so that a
 * rerun gives the same interval.
 */
public final class Bootstrap {
    /** How often rows are drawn. */
    public static final int REPLICATES = 200;
    /** The seed of the draws. */
    public static final long SEED = 20191101L;

    private Bootstrap() {}

    /** The interval of each metric that is defined in every replicate. */
    public static Map<Metric, Interval> intervals(MetricSample sample, double confidence) {
        Map<Metric, List<Double>> values = new LinkedHashMap<>();
        Random random = new Random(SEED);
        for (int replicate = 0; replicate < REPLICATES; replicate++) {
            sample.metrics(drawn(sample.weights(), random)).forEach((metric, value) -> {
                if (!Double.isNaN(value)) {
                    values.computeIfAbsent(metric, key -> new ArrayList<>()).add(value);
                }
            });
        }
        Map<Metric, Interval> intervals = new LinkedHashMap<>();
        values.forEach((metric, all) -> {
            if (all.size() == REPLICATES) {
                intervals.put(metric, interval(all, confidence));
            }
        });
        return intervals;
    }

    /**
     * The interval of how much better one model is than another on the same rows; positive where the first is better.
     *
     * @throws StepException if the two have no row in common
     */
    public static Interval advantage(MetricSample first, MetricSample second, Metric metric, double confidence) {
        int[][] common = common(first.ids(), second.ids());
        if (common[0].length == 0) {
            throw new StepException("The two models have no scored row in common, so they cannot be compared row by"
                    + " row. Check which rows their features reject.");
        }
        MetricSample one = first.rows(common[0]);
        MetricSample other = second.rows(common[1]);
        Random random = new Random(SEED);
        List<Double> differences = new ArrayList<>();
        for (int replicate = 0; replicate < REPLICATES; replicate++) {
            double[] weights = drawn(one.weights(), random);
            double difference = one.metrics(weights).getOrDefault(metric, Double.NaN)
                    - other.metrics(weights).getOrDefault(metric, Double.NaN);
            differences.add(metric.isHigherBetter() ? difference : -difference);
        }
        return differences.stream().anyMatch(value -> value.isNaN())
                ? new Interval(Double.NaN, Double.NaN, confidence)
                : interval(differences, confidence);
    }

    private static double[] drawn(double[] weights, Random random) {
        double[] drawn = new double[weights.length];
        for (int i = 0; i < weights.length; i++) {
            int row = random.nextInt(weights.length);
            drawn[row] += weights[row];
        }
        return drawn;
    }

    private static Interval interval(List<Double> values, double confidence) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double tail = (1 - confidence) / 2;
        return new Interval(quantile(sorted, tail), quantile(sorted, 1 - tail), confidence);
    }

    private static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    /** The positions of equal ids in two ascending lists, each position once. */
    private static int[][] common(long[] first, long[] second) {
        int[] one = new int[Math.min(first.length, second.length)];
        int[] other = new int[one.length];
        int found = 0;
        int i = 0;
        int j = 0;
        while (i < first.length && j < second.length) {
            if (first[i] == second[j]) {
                one[found] = i++;
                other[found++] = j++;
            } else if (first[i] < second[j]) {
                i++;
            } else {
                j++;
            }
        }
        return new int[][] {Arrays.copyOf(one, found), Arrays.copyOf(other, found)};
    }
}
