package dev.lastmile.pipeline.evaluation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.metrics.ClassifierScores;
import dev.lastmile.pipeline.metrics.Metric;
import dev.lastmile.pipeline.metrics.MetricSample;
import dev.lastmile.pipeline.metrics.ScoredRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A classifier's predictions against the true labels.
 *
 * @param labels in the order of the model's probabilities; rows and columns of the confusion matrix
 * @param scores what was measured
 */
public record ClassifierEvaluation(List<String> labels, ClassifierScores scores) implements Evaluation {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** A binary label whose rarer value has a smaller share is judged by PR AUC. */
    private static final double MINORITY = 0.2;
    /** Precision and recall of more labels are in {@code labels.json} only. */
    private static final int MOST_TRACKED_LABELS = 20;

    public ClassifierEvaluation {
        labels = List.copyOf(labels);
    }

    /**
     * Judges scored rows.
     *
     * @param scored has {@code prediction} (string), the label, and {@code probability} (vector or array of doubles) if the
     *     model has probabilities
     * @param label the column of true labels, compared as text
     * @param labels the labels that the model knows, in the order of its probabilities
     * @throws StepException if there is no row, a true label or a prediction that the model does not know, or a row without a
     *     probability
     */
    public static ClassifierEvaluation of(Dataset<Row> scored, String label, List<String> labels) {
        return of(scored, label, labels, ScoredRows.plain());
    }

    /** The same with weights, slices, or a positive label. */
    public static ClassifierEvaluation of(Dataset<Row> scored, String label, List<String> labels, ScoredRows how) {
        return new ClassifierEvaluation(labels, ClassifierScores.of(scored, label, labels, how));
    }

    @Override
    public long rows() {
        return scores.rows();
    }

    /** Share of rows whose label was predicted, 0 to 1. */
    public double accuracy() {
        return scores.metrics().get(Metric.ACCURACY);
    }

    /** Mean negative logarithm of the true label's probability, in nats; NaN without probabilities. */
    public double logLoss() {
        return scores.metrics().getOrDefault(Metric.LOG_LOSS, Double.NaN);
    }

    /** Precision of each label, 0 to 1; 0 where it was never predicted. */
    public List<Double> precision() {
        return IntStream.range(0, labels.size())
                .mapToObj(scores.confusion()::precision)
                .toList();
    }

    /** Recall of each label, 0 to 1; 0 where it never occurred. */
    public List<Double> recall() {
        return IntStream.range(0, labels.size())
                .mapToObj(scores.confusion()::recall)
                .toList();
    }

    /** The label that was predicted for every row, if it was always the same. */
    public Optional<String> onlyPrediction() {
        List<String> predicted = IntStream.range(0, labels.size())
                .filter(label -> scores.confusion().ofPrediction(label) > 0)
                .mapToObj(labels::get)
                .toList();
        return predicted.size() == 1 ? Optional.of(predicted.get(0)) : Optional.empty();
    }

    /** Rows by true label (first index) and predicted label (second). */
    public long[][] confusion() {
        return scores.counts();
    }

    /** PR AUC of binary labels with a minority under 20 %, log loss of others, balanced accuracy without probabilities. */
    @Override
    public Metric primary() {
        if (Double.isNaN(logLoss()) && !scores.metrics().containsKey(Metric.LOG_LOSS)) {
            return Metric.BALANCED_ACCURACY;
        }
        double total = scores.confusion().total();
        boolean rare = labels.size() == 2
                && Math.min(scores.confusion().ofTruth(0), scores.confusion().ofTruth(1)) < MINORITY * total;
        return rare ? Metric.PR_AUC : Metric.LOG_LOSS;
    }

    @Override
    public Map<Metric, Double> values() {
        return scores.metrics();
    }

    @Override
    public Map<Metric, Double> baseline() {
        return scores.baseline();
    }

    @Override
    public MetricSample scoredSample() {
        return scores.sample();
    }

    @Override
    public Optional<Double> ofLabel(String metric, String label) {
        int index = labels.indexOf(label);
        if (index < 0) {
            return Optional.empty();
        }
        return switch (metric) {
            case "precision" -> Optional.of(scores.confusion().precision(index));
            case "recall" -> Optional.of(scores.confusion().recall(index));
            case "f1" -> Optional.of(scores.confusion().f1(index));
            default -> Optional.empty();
        };
    }

    /**
     * The metrics, their baselines and intervals, and precision and recall of each of at most {@value
     * #MOST_TRACKED_LABELS} labels as {@code recall.class_<index>}: a label may have characters that no metric's name may.
     */
    @Override
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>(Evaluation.super.metrics());
        if (labels.size() <= MOST_TRACKED_LABELS) {
            for (int i = 0; i < labels.size(); i++) {
                metrics.put("precision.class_" + i, scores.confusion().precision(i));
                metrics.put("recall.class_" + i, scores.confusion().recall(i));
            }
        }
        return metrics;
    }

    /**
     * Writes {@code confusion_matrix.json}, {@code labels.json} with precision, recall and F1 of each label, and {@code
     * slices.json} if slices were judged.
     */
    @Override
    public void write(Path folder) {
        ObjectNode json = JSON.createObjectNode();
        ArrayNode names = json.putArray("labels");
        labels.forEach(names::add);
        ArrayNode matrix = json.putArray("true_by_predicted");
        for (long[] row : confusion()) {
            ArrayNode cells = matrix.addArray();
            for (long cell : row) {
                cells.add(cell);
            }
        }
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("confusion_matrix.json"), json.toPrettyString());
            Files.writeString(folder.resolve("labels.json"), ofLabels().toPrettyString());
            Evaluation.writeSlices(folder, scores.slices());
        } catch (IOException e) {
            throw new UncheckedIOException("The confusion matrix cannot be written to " + folder, e);
        }
    }

    private ArrayNode ofLabels() {
        ArrayNode all = JSON.createArrayNode();
        for (int i = 0; i < labels.size(); i++) {
            all.addObject()
                    .put("class", i)
                    .put("label", labels.get(i))
                    .put("precision", scores.confusion().precision(i))
                    .put("recall", scores.confusion().recall(i))
                    .put("f1", scores.confusion().f1(i));
        }
        return all;
    }
}
