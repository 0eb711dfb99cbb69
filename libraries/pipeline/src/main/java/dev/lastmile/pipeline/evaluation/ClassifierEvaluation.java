package dev.lastmile.pipeline.evaluation;

import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.pipeline.StepException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.mllib.evaluation.MulticlassMetrics;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * A classifier's predictions against the true labels, as Spark's {@link MulticlassClassificationEvaluator} counts them.
 *
 * @param labels in the order of the model's probabilities; rows and columns of the confusion matrix
 * @param rows number of rows that were judged
 * @param accuracy share of rows whose label was met, 0 to 1
 * @param logLoss mean of the negative logarithm of the true label's probability, in nats
 * @param precision of each label, 0 to 1; 0 where it was never predicted
 * @param recall of each label, 0 to 1; 0 where it never occurred
 * @param confusion rows by true label (first index) and predicted label (second)
 */
public record ClassifierEvaluation(
        List<String> labels,
        long rows,
        double accuracy,
        double logLoss,
        List<Double> precision,
        List<Double> recall,
        long[][] confusion)
        implements Evaluation {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Judges scored rows.
     *
     * @param scored has {@code prediction} (string), {@code probability} (vector or array of doubles) and the label
     * @param label the column of true labels (string)
     * @param labels the labels that the model knows, in the order of its probabilities
     * @throws StepException if the label is no string, if there is no row, or a true label that the model does not know
     */
    public static ClassifierEvaluation of(Dataset<Row> scored, String label, List<String> labels) {
        if (!scored.schema().apply(label).dataType().equals(DataTypes.StringType)) {
            throw new StepException("The label " + label + " is "
                    + scored.schema().apply(label).dataType().simpleString()
                    + ", and a classifier is judged on strings. Name the column of labels that it predicts.");
        }
        Dataset<Row> indexed = scored.select(
                        col(label),
                        index(label, labels).alias("true_index"),
                        index("prediction", labels).alias("predicted_index"),
                        probability(scored).alias("probability"))
                .cache();
        try {
            long rows = indexed.count();
            if (rows == 0) {
                throw new StepException("There is no row to judge the classifier on. Check the split of the data.");
            }
            List<Row> unknown = indexed.filter(col("true_index").lt(0))
                    .select(label)
                    .limit(1)
                    .collectAsList();
            if (!unknown.isEmpty()) {
                throw new StepException(
                        "The held-out rows have the label " + unknown.get(0).get(0)
                                + ", which the classifier was not trained on; it knows " + labels
                                + ". Train on rows of every label, or correct the data.");
            }
            MulticlassMetrics metrics = new MulticlassClassificationEvaluator()
                    .setLabelCol("true_index")
                    .setPredictionCol("predicted_index")
                    .setProbabilityCol("probability")
                    .setMetricName("logLoss")
                    .getMetrics(indexed);
            return of(metrics, confusion(indexed, labels.size()), labels, rows);
        } finally {
            indexed.unpersist();
        }
    }

    @Override
    public PrimaryMetric primaryMetric() {
        return new PrimaryMetric("accuracy", accuracy, PrimaryMetric.Direction.HIGHER_IS_BETTER);
    }

    /** Accuracy, log loss, and precision and recall of each label, under the names they are tracked by. */
    @Override
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("accuracy", accuracy);
        metrics.put("log_loss", logLoss);
        for (int i = 0; i < labels.size(); i++) {
            metrics.put("precision." + labels.get(i), precision.get(i));
            metrics.put("recall." + labels.get(i), recall.get(i));
        }
        return metrics;
    }

    /** Writes {@code confusion_matrix.json} and {@code confusion_matrix.svg} into a folder. */
    @Override
    public void write(Path folder) {
        ObjectNode json = JSON.createObjectNode();
        ArrayNode names = json.putArray("labels");
        labels.forEach(names::add);
        ArrayNode matrix = json.putArray("true_by_predicted");
        for (long[] row : confusion) {
            ArrayNode cells = matrix.addArray();
            for (long cell : row) {
                cells.add(cell);
            }
        }
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("confusion_matrix.json"), json.toPrettyString());
            Files.writeString(folder.resolve("confusion_matrix.svg"), ConfusionMatrixPicture.svg(labels, confusion));
        } catch (IOException e) {
            throw new UncheckedIOException("The confusion matrix cannot be written to " + folder, e);
        }
    }

    // Spark's own matrix leaves out a label that occurs only among the predictions.
    private static long[][] confusion(Dataset<Row> indexed, int labels) {
        long[][] confusion = new long[labels][labels];
        for (Row cell : indexed.groupBy("true_index", "predicted_index").count().collectAsList()) {
            confusion[(int) cell.getDouble(0)][(int) cell.getDouble(1)] = cell.getLong(2);
        }
        return confusion;
    }

    private static ClassifierEvaluation of(
            MulticlassMetrics metrics, long[][] confusion, List<String> labels, long rows) {
        int size = labels.size();
        Double[] precision = new Double[size];
        Double[] recall = new Double[size];
        for (int label = 0; label < size; label++) {
            precision[label] = share(confusion[label][label], column(confusion, label));
            recall[label] = share(confusion[label][label], row(confusion, label));
        }
        return new ClassifierEvaluation(
                List.copyOf(labels),
                rows,
                metrics.accuracy(),
                metrics.logLoss(1e-15),
                List.of(precision),
                List.of(recall),
                confusion);
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }

    private static long row(long[][] confusion, int label) {
        long sum = 0;
        for (long cell : confusion[label]) {
            sum += cell;
        }
        return sum;
    }

    private static long column(long[][] confusion, int label) {
        long sum = 0;
        for (long[] row : confusion) {
            sum += row[label];
        }
        return sum;
    }

    private static Column index(String column, List<String> labels) {
        return array_position(lit(labels.toArray(new String[0])), col(column))
                .minus(1)
                .cast("double");
    }

    private static Column probability(Dataset<Row> scored) {
        boolean vector = scored.schema().apply("probability").dataType().equals(SQLDataTypes.VectorType());
        return vector ? col("probability") : org.apache.spark.ml.functions.array_to_vector(col("probability"));
    }
}
