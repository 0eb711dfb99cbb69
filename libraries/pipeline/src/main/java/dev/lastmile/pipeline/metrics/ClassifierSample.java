package dev.lastmile.pipeline.metrics;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Rows that a classifier has scored. */
public final class ClassifierSample implements MetricSample {
    private static final int BINS = ClassifierScores.BINS;

    private final int labels;
    private final int positive;
    private final long[] ids;
    private final double[] weights;
    private final int[] truth;
    private final int[] predicted;
    private final double[] losses;
    private final double[] scores;
    private final Ranking ranking;

    /**
     * @param labels number of labels
     * @param positive the index of the positive label; -1 where there are more than two
     * @param truth index of each row's label
     * @param predicted index of each row's prediction
     * @param losses each row's log loss; NaN where the model has no probabilities
     * @param scores each row's probability of the positive label; not read where there is none
     */
    ClassifierSample(
            int labels,
            int positive,
            long[] ids,
            double[] weights,
            int[] truth,
            int[] predicted,
            double[] losses,
            double[] scores) {
        this.labels = labels;
        this.positive = positive;
        this.ids = ids;
        this.weights = weights;
        this.truth = truth;
        this.predicted = predicted;
        this.losses = losses;
        this.scores = scores;
        boolean ranked = positive >= 0 && Arrays.stream(scores).noneMatch(Double::isNaN);
        this.ranking = ranked ? new Ranking(scores, positives()) : null;
    }

    /**
     * Rows that were scored in memory, under their positions as ids.
     *
     * @param labels number of labels
     * @param positive the index of the positive label; -1 where there are more than two
     * @param weights not negative
     * @param truth index of each row's label
     * @param predicted index of each row's prediction
     * @param probabilities of each row, in the order of the labels; null where the model has none
     */
    public static ClassifierSample of(
            int labels, int positive, double[] weights, int[] truth, int[] predicted, double[][] probabilities) {
        double[] losses = new double[truth.length];
        double[] scores = new double[truth.length];
        Arrays.fill(losses, Double.NaN);
        Arrays.fill(scores, Double.NaN);
        for (int i = 0; probabilities != null && i < truth.length; i++) {
            losses[i] = ClassifierScores.loss(probabilities[i][truth[i]]);
            scores[i] = probabilities[i][Math.max(positive, 0)];
        }
        return new ClassifierSample(
                labels,
                positive,
                IntStream.range(0, truth.length).asLongStream().toArray(),
                weights,
                truth,
                predicted,
                losses,
                scores);
    }

    /** Of each row, whether it has the positive label; all false where there is none. */
    public boolean[] positives() {
        boolean[] positives = new boolean[truth.length];
        for (int i = 0; i < truth.length; i++) {
            positives[i] = truth[i] == positive;
        }
        return positives;
    }

    /** Each row's probability of the positive label; empty where there is no positive label, or no probability. */
    public Optional<double[]> scores() {
        return ranking == null ? Optional.empty() : Optional.of(scores.clone());
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
        double[][] cells = new double[labels][labels];
        double loss = 0;
        double total = 0;
        double squares = 0;
        double[] probabilities = new double[BINS];
        double[] positives = new double[BINS];
        for (int i = 0; i < truth.length; i++) {
            double weight = weights[i];
            cells[truth[i]][predicted[i]] += weight;
            loss += weight * losses[i];
            total += weight;
            if (ranking != null) {
                int isPositive = truth[i] == positive ? 1 : 0;
                squares += weight * (scores[i] - isPositive) * (scores[i] - isPositive);
                int bin = Math.max(0, Math.min(BINS - 1, (int) (scores[i] * BINS)));
                probabilities[bin] += weight * scores[i];
                positives[bin] += weight * isPositive;
            }
        }
        Map<Metric, Double> metrics =
                ClassifierScores.ofLabels(new Confusion(cells), positive, new EnumMap<>(Metric.class));
        metrics.put(Metric.LOG_LOSS, loss / total);
        if (ranking != null) {
            RankingMetrics ranked = ranking.metrics(weights);
            metrics.put(Metric.ROC_AUC, ranked.rocAuc());
            metrics.put(Metric.PR_AUC, ranked.prAuc());
            metrics.put(Metric.BRIER, squares / total);
            double distance = 0;
            for (int bin = 0; bin < BINS; bin++) {
                distance += Math.abs(probabilities[bin] - positives[bin]);
            }
            metrics.put(Metric.CALIBRATION_ERROR, distance / total);
        }
        return metrics;
    }

    @Override
    public ClassifierSample rows(int[] positions) {
        return new ClassifierSample(
                labels,
                positive,
                Arrays.stream(positions).mapToLong(i -> ids[i]).toArray(),
                Arrays.stream(positions).mapToDouble(i -> weights[i]).toArray(),
                Arrays.stream(positions).map(i -> truth[i]).toArray(),
                Arrays.stream(positions).map(i -> predicted[i]).toArray(),
                Arrays.stream(positions).mapToDouble(i -> losses[i]).toArray(),
                Arrays.stream(positions).mapToDouble(i -> scores[i]).toArray());
    }
}
