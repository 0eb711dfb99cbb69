package dev.lastmile.pipeline.evaluation;

import static org.apache.spark.ml.functions.vector_to_array;
import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

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
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.mllib.evaluation.MulticlassMetrics;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * A classifier's predictions against the true labels, as Spark's {@link MulticlassMetrics} counts them, in one query.
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
    private static final double LEAST_PROBABILITY = 1e-15;

    /**
     * Judges scored rows.
     *
     * @param scored has {@code prediction} (string), {@code probability} (vector or array of doubles) and the label
     * @param label the column of true labels (string)
     * @param labels the labels that the model knows, in the order of its probabilities
     * @throws StepException if the label is not a string, if there is no row, a true label or a prediction that the model does
     *     not know, or a row without a probability
     */
    public static ClassifierEvaluation of(Dataset<Row> scored, String label, List<String> labels) {
        if (!scored.schema().apply(label).dataType().equals(DataTypes.StringType)) {
            throw new StepException("The label " + label + " is "
                    + scored.schema().apply(label).dataType().simpleString()
                    + ", and a classifier is judged on strings. Name the column of labels that it predicts.");
        }
        Column trueIndex = index(label, labels);
        Column predictedIndex = index("prediction", labels);
        List<Row> cells = scored.select(
                        trueIndex.alias("true_index"),
                        predictedIndex.alias("predicted_index"),
                        col(label).alias("label"),
                        col("prediction"),
                        when(trueIndex.geq(0), loss(probability(scored, trueIndex)))
                                .alias("loss"))
                .groupBy("true_index", "predicted_index")
                .agg(count(lit(1)), sum("loss"), count("loss"), max("label"), max("prediction"))
                .collectAsList();
        if (cells.isEmpty()) {
            throw new StepException("There is no row to judge the classifier on. Check the split of the data.");
        }
        return of(cells, labels);
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

    private static ClassifierEvaluation of(List<Row> cells, List<String> labels) {
        int size = labels.size();
        long[][] confusion = new long[size][size];
        long rows = 0;
        long correct = 0;
        double loss = 0;
        for (Row cell : cells) {
            long count = cell.getLong(2);
            require(cell, count, labels);
            int trueIndex = cell.getInt(0);
            int predictedIndex = cell.getInt(1);
            confusion[trueIndex][predictedIndex] = count;
            rows += count;
            correct += trueIndex == predictedIndex ? count : 0;
            loss += cell.getDouble(3);
        }
        Double[] precision = new Double[size];
        Double[] recall = new Double[size];
        for (int label = 0; label < size; label++) {
            precision[label] = share(confusion[label][label], column(confusion, label));
            recall[label] = share(confusion[label][label], row(confusion, label));
        }
        return new ClassifierEvaluation(
                List.copyOf(labels),
                rows,
                (double) correct / rows,
                loss / rows,
                List.of(precision),
                List.of(recall),
                confusion);
    }

    private static void require(Row cell, long rows, List<String> labels) {
        if (cell.isNullAt(0) || cell.getInt(0) < 0) {
            throw new StepException("The held-out rows have the label " + cell.get(5)
                    + ", which the classifier was not trained on; it knows " + labels
                    + ". Train on rows of every label, or correct the data.");
        }
        if (cell.isNullAt(1) || cell.getInt(1) < 0) {
            throw new StepException("The model predicts " + cell.get(6) + ", which is not one of its labels, " + labels
                    + ". Correct the labels in the model's metadata, lastmile.labels.");
        }
        if (cell.getLong(4) < rows) {
            throw new StepException(rows - cell.getLong(4) + " of the rows with the label " + cell.get(5)
                    + " have no probability of it. Check the column probability.");
        }
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
                .cast("int");
    }

    private static Column probability(Dataset<Row> scored, Column index) {
        boolean vector = scored.schema().apply("probability").dataType().equals(SQLDataTypes.VectorType());
        Column probability = vector ? vector_to_array(col("probability"), "float64") : col("probability");
        return get(probability, index).cast("double");
    }

    // Bounded as MulticlassMetrics does. NaN is greater than any number in Spark SQL, and its loss is NaN.
    private static Column loss(Column probability) {
        return when(probability.isNaN(), probability)
                .when(probability.lt(LEAST_PROBABILITY), -Math.log(LEAST_PROBABILITY))
                .when(probability.gt(1 - LEAST_PROBABILITY), -Math.log1p(-LEAST_PROBABILITY))
                .otherwise(negate(log(probability)));
    }
}
