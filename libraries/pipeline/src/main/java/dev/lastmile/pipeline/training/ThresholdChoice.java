package dev.lastmile.pipeline.training;

import static org.apache.spark.ml.functions.vector_to_array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column.Strings;
import dev.lastmile.onnx.DecisionThreshold;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OutputParity;
import dev.lastmile.onnx.Parity;
import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.spark.OnnxTransformation;
import dev.lastmile.onnx.spark.SparkGoldenRows;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.metrics.ThresholdRule;
import dev.lastmile.pipeline.run.FitLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Chooses a decision threshold on validation rows, by a rule, and makes it part of a model. */
public final class ThresholdChoice {
    private static final String PREDICTION = "prediction";
    private static final String PROBABILITY = "probability";

    private ThresholdChoice() {}

    /**
     * Checks before training that a threshold can be chosen.
     *
     * @throws StepException if there are more than two labels, the rule names another label, or there are no validation rows
     */
    public static void require(ThresholdRule rule, ClassLabels labels, TrainingTask task) {
        if (labels.values().size() != 2) {
            throw new StepException("A decision threshold is chosen for two labels, and " + labels.column() + " has "
                    + labels.values().size() + ". Leave the rule out.");
        }
        if (rule.positive().filter(label -> !labels.values().contains(label)).isPresent()) {
            throw new StepException("The threshold's label " + rule.positive().get() + " is not one of the labels of "
                    + labels.column() + ", " + labels.values() + ". Name one of these.");
        }
        if (task.rows().validation().isEmpty()) {
            throw new StepException("There is no validation row to choose the decision threshold on. Give validation a"
                    + " share of the split, such as split.validation=15.");
        }
    }

    /**
     * Chooses a threshold and logs it with its rule.
     *
     * @param scored validation rows with {@code probability}
     * @param index the index of each row's label
     * @param labels in the order of the probabilities
     */
    static DecisionThreshold choose(
            FitLog log,
            ThresholdRule rule,
            Dataset<Row> scored,
            Column index,
            TrainingColumns columns,
            List<String> labels) {
        int positive = rule.positive().map(labels::indexOf).orElseGet(() -> {
            long second = scored.filter(index.equalTo(1)).count();
            return 2 * second <= scored.count() ? 1 : 0;
        });
        boolean vector = scored.schema().apply(PROBABILITY).dataType().equals(SQLDataTypes.VectorType());
        Column probability = vector ? vector_to_array(col(PROBABILITY), "float64") : col(PROBABILITY);
        double value = rule.choose(scored.select(
                get(probability, lit(positive)).cast("double").alias("score"),
                index.equalTo(positive).alias("positive"),
                columns.weight()
                        .map(weight -> col("`" + weight + "`").cast("double"))
                        .orElse(lit(1.0))
                        .alias("weight")));
        DecisionThreshold chosen = new DecisionThreshold(labels.get(positive), value);
        log.logParameters(Map.of(
                "threshold.rule",
                rule.text(),
                "threshold.label",
                chosen.label(),
                "threshold.value",
                Double.toString(value)));
        log.report("predicts " + chosen.label() + " above a probability of " + value + ": " + rule.text());
        return chosen;
    }

    /** A model and its report, after a threshold has become part of it. */
    public record Decided(OnnxModel onnx, ParityReport parity) {}

    /**
     * Lets the graph of a model decide by a threshold that is chosen on the validation rows, as the graph itself scores them.
     *
     * @param labels in the order of the probabilities
     * @param parity of the model as it was trained
     * @param sample held-out rows, on which the new predictions are held against the rule
     */
    public static Decided decide(
            FitLog log,
            ThresholdRule rule,
            OnnxModel model,
            ParityReport parity,
            TrainingTask task,
            List<String> labels,
            Dataset<Row> sample) {
        Column index = new ClassLabels(task.columns().label(), labels).index();
        Dataset<Row> scored = OnnxTransformation.of(model).apply(task.rows().validation());
        DecisionThreshold chosen = choose(log, rule, scored, index, task.columns(), labels);
        OnnxModel decided = chosen.applyTo(model);
        List<Row> rows = sample.collectAsList();
        if (rows.isEmpty()) {
            return new Decided(decided, parity);
        }
        Batch outputs = SparkGoldenRows.of(decided, sample.schema(), rows).outputs();
        Batch before = SparkGoldenRows.of(model, sample.schema(), rows).outputs();
        Batch expected = Batch.of(Map.of(
                PREDICTION,
                new Strings(expected(before.column(PROBABILITY), chosen, labels)),
                PROBABILITY,
                before.column(PROBABILITY)));
        List<OutputParity> compared = new ArrayList<>(parity.outputs());
        compared.removeIf(output -> output.name().equals(PREDICTION));
        Parity.compare(parity.reference(), decided.digest(), expected, outputs, parity.tolerance()).outputs().stream()
                .filter(output -> output.name().equals(PREDICTION) || !output.passed())
                .forEach(compared::add);
        return new Decided(
                decided,
                new ParityReport(
                        parity.reference(),
                        decided.digest(),
                        parity.rows(),
                        parity.invalidRows(),
                        parity.tolerance(),
                        compared,
                        parity.disagreements()));
    }

    private static String[] expected(
            dev.lastmile.onnx.Column probability, DecisionThreshold chosen, List<String> labels) {
        int positive = labels.indexOf(chosen.label());
        String[] expected = new String[probability.rows()];
        for (int i = 0; i < expected.length; i++) {
            double score = probability instanceof dev.lastmile.onnx.Column.FloatVectors floats
                    ? floats.flat()[2 * i + positive]
                    : ((dev.lastmile.onnx.Column.DoubleVectors) probability).flat()[2 * i + positive];
            expected[i] = labels.get(score > chosen.value() ? positive : 1 - positive);
        }
        return expected;
    }
}
