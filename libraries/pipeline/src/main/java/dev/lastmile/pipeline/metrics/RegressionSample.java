package dev.lastmile.pipeline.metrics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.IntStream;

/** Rows that a regressor has scored. */
public final class RegressionSample implements MetricSample {
    private final long[] ids;
    private final double[] weights;
    private final double[] truth;
    private final double[] predicted;
    private final int[] byError;

    RegressionSample(long[] ids, double[] weights, double[] truth, double[] predicted) {
        this.ids = ids;
        this.weights = weights;
        this.truth = truth;
        this.predicted = predicted;
        Integer[] places = new Integer[truth.length];
        Arrays.setAll(places, i -> i);
        Arrays.sort(places, Comparator.comparingDouble(this::error));
        this.byError = Arrays.stream(places).mapToInt(Integer::intValue).toArray();
    }

    /** Rows that were scored in memory, under their positions as ids. */
    public static RegressionSample of(double[] weights, double[] truth, double[] predicted) {
        return new RegressionSample(
                IntStream.range(0, truth.length).asLongStream().toArray(), weights, truth, predicted);
    }

    /** Each row's true value. */
    public double[] truth() {
        return truth.clone();
    }

    /** Each row's predicted value. */
    public double[] predicted() {
        return predicted.clone();
    }

    @Override
    public long[] ids() {
        return ids.clone();
    }

    @Override
    public double[] weights() {
        return weights.clone();
    }

    @Override
    public Map<Metric, Double> metrics(double[] weights) {
        double total = 0;
        double labels = 0;
        double errors = 0;
        double squares = 0;
        for (int i = 0; i < truth.length; i++) {
            total += weights[i];
            labels += weights[i] * truth[i];
            errors += weights[i] * error(i);
            squares += weights[i] * error(i) * error(i);
        }
        double variance = 0;
        for (int i = 0; i < truth.length; i++) {
            variance += weights[i] * (truth[i] - labels / total) * (truth[i] - labels / total);
        }
        Map<Metric, Double> metrics = new EnumMap<>(Metric.class);
        metrics.put(Metric.RMSE, Math.sqrt(squares / total));
        metrics.put(Metric.MAE, errors / total);
        metrics.put(Metric.MEDIAN_ERROR, median(weights, total));
        metrics.put(Metric.R2, variance == 0 ? Double.NaN : 1 - squares / variance);
        return metrics;
    }

    @Override
    public RegressionSample rows(int[] positions) {
        return new RegressionSample(
                Arrays.stream(positions).mapToLong(i -> ids[i]).toArray(),
                Arrays.stream(positions).mapToDouble(i -> weights[i]).toArray(),
                Arrays.stream(positions).mapToDouble(i -> truth[i]).toArray(),
                Arrays.stream(positions).mapToDouble(i -> predicted[i]).toArray());
    }

    private double median(double[] weights, double total) {
        double slack = total * WeightedMedian.ROUNDING;
        double sum = 0;
        double lower = Double.NaN;
        for (int place : byError) {
            sum += weights[place];
            if (Double.isNaN(lower) && sum >= total / 2 - slack) {
                lower = error(place);
            }
            if (sum > total / 2 + slack) {
                return (lower + error(place)) / 2;
            }
        }
        return lower;
    }

    private double error(int row) {
        return Math.abs(truth[row] - predicted[row]);
    }
}
