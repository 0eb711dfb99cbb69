package dev.lastmile.pipeline.report.analysis;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.pipeline.evaluation.ClassifierEvaluation;
import dev.lastmile.pipeline.evaluation.Evaluation;
import dev.lastmile.pipeline.metrics.ClassifierSample;
import dev.lastmile.pipeline.metrics.MetricSample;
import dev.lastmile.pipeline.metrics.RegressionSample;
import dev.lastmile.pipeline.registry.PairScorer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Features and a model on them, judged on variations of a {@link HeldOutSample}. Not thread-safe. */
public final class SampleModel implements AutoCloseable {
    private final PairScorer pair;
    private final HeldOutSample sample;
    private final List<String> labels;
    private final int positive;
    private final int[] truth;
    private final double[] numbers;

    /**
     * What a model says of rows.
     *
     * @param probabilities of each label, by row; null for a regressor, or where the model has none
     * @param predicted index of the label by row; null for a regressor
     * @param values predicted by row; null for a classifier
     * @param valid of each row, whether the features accept it
     */
    public record Predictions(double[][] probabilities, int[] predicted, double[] values, boolean[] valid) {}

    /**
     * @param evaluation of the model, which says what its labels are
     * @throws dev.lastmile.onnx.OnnxModelException if a graph cannot be loaded
     */
    public SampleModel(OnnxModel features, OnnxModel model, HeldOutSample sample, Evaluation evaluation) {
        this.sample = sample;
        if (evaluation instanceof ClassifierEvaluation classifier) {
            labels = classifier.labels();
            positive = classifier.scores().positive();
            truth = Arrays.stream(sample.labels()).mapToInt(labels::indexOf).toArray();
            numbers = null;
        } else {
            labels = List.of();
            positive = -1;
            truth = null;
            numbers = Arrays.stream(sample.labels())
                    .mapToDouble(Double::parseDouble)
                    .toArray();
        }
        this.pair = new PairScorer(features, model);
    }

    public HeldOutSample sample() {
        return sample;
    }

    /** The labels in the order of the probabilities; empty for a regressor. */
    public List<String> labels() {
        return labels;
    }

    /** Index of the positive one of two labels; -1 where there are more or none. */
    public int positive() {
        return positive;
    }

    /** Of each row of the sample, whether it has a label. */
    public boolean[] has(int label) {
        boolean[] has = new boolean[truth.length];
        for (int i = 0; i < has.length; i++) {
            has[i] = truth[i] == label;
        }
        return has;
    }

    /** The features' and the model's graphs. */
    public PairScorer pair() {
        return pair;
    }

    /** What the model says of a variation of the sample's rows. */
    public Predictions predict(Batch raw) {
        PairScorer.Scored scored = pair.score(raw);
        Column prediction = scored.outputs().column("prediction");
        if (labels.isEmpty()) {
            return new Predictions(null, null, numbers(prediction), scored.valid());
        }
        Column probability = scored.outputs().columns().get("probability");
        return new Predictions(
                probability == null ? null : rows(probability),
                texts(prediction).mapToInt(labels::indexOf).toArray(),
                null,
                scored.valid());
    }

    /** Judges a variation of the sample's rows; those that the features do not accept are left out. */
    public MetricSample judge(Batch raw) {
        Predictions said = predict(raw);
        MetricSample all = labels.isEmpty()
                ? RegressionSample.of(sample.weights(), numbers, said.values())
                : ClassifierSample.of(
                        labels.size(), positive, sample.weights(), truth, said.predicted(), said.probabilities());
        return all.rows(IntStream.range(0, sample.rows())
                .filter(row -> said.valid()[row])
                .toArray());
    }

    private static Stream<String> texts(Column column) {
        if (column instanceof Column.Strings strings) {
            return Arrays.stream(strings.values());
        } else if (column instanceof Column.Longs longs) {
            return Arrays.stream(longs.values()).mapToObj(Long::toString);
        }
        return Arrays.stream(numbers(column)).mapToObj(Double::toString);
    }

    private static double[] numbers(Column column) {
        if (column instanceof Column.Floats floats) {
            return doubles(floats.values());
        } else if (column instanceof Column.Longs longs) {
            return Arrays.stream(longs.values()).asDoubleStream().toArray();
        }
        return ((Column.Doubles) column).values();
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    private static double[][] rows(Column column) {
        double[] flat = column instanceof Column.FloatVectors floats
                ? doubles(floats.flat())
                : ((Column.DoubleVectors) column).flat();
        int width = column.rows() == 0 ? 0 : flat.length / column.rows();
        double[][] rows = new double[column.rows()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(flat, i * width, (i + 1) * width);
        }
        return rows;
    }

    @Override
    public void close() {
        pair.close();
    }
}
