package dev.lastmile.pipeline.training;

import static org.apache.spark.ml.functions.array_to_vector;
import static org.apache.spark.sql.functions.col;

import dev.lastmile.onnx.DecisionThreshold;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.Tolerance;
import dev.lastmile.onnx.spark.SparkMlExporter;
import dev.lastmile.onnx.spark.SparkParity;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.metrics.ThresholdRule;
import dev.lastmile.pipeline.registry.Candidate;
import dev.lastmile.pipeline.run.FitLog;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.feature.IndexToString;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Trains a Spark ML classifier or regressor, alone, as the last stage of a pipeline, or within a search.
 *
 * <p>The estimator finds the features as a vector, and in its label column the index of the label in {@link ClassLabels}, or
 * the number to predict. The model's graph gives the label's text as {@code prediction}, the probabilities in the order of
 * {@code lastmile.labels} as {@code probability} where the classifier has them, and a regressor's number as {@code
 * prediction}. Immutable.
 */
public final class SparkMlTrainer implements ModelTrainer {
    private static final String PREDICTION = "prediction";
    private static final String PROBABILITY = "probability";
    /** The index of the predicted label, before it is mapped back. */
    private static final String INDEX = "prediction_index";

    private final Estimator<?> estimator;
    private final ThresholdRule threshold;

    private SparkMlTrainer(Estimator<?> estimator, ThresholdRule threshold) {
        this.estimator = estimator;
        this.threshold = threshold;
    }

    /** Trains with an estimator, whose own threshold decides. */
    public static SparkMlTrainer of(Estimator<?> estimator) {
        return new SparkMlTrainer(estimator, null);
    }

    /** The same with a decision threshold that is chosen on the validation rows and becomes part of the model. */
    public SparkMlTrainer withThreshold(ThresholdRule rule) {
        return new SparkMlTrainer(estimator, rule);
    }

    @Override
    public void check(TrainingTask task) {
        SparkMlEstimator found = SparkMlEstimator.of(estimator);
        SparkMlExporter.requireConverters(estimator);
        found.requireFeatures(task.columns().features());
        task.columns().weight().ifPresent(found::requireWeight);
        if (found.isClassifier()) {
            ClassLabels labels = ClassLabels.of(task);
            SparkMlLabels.require(found, labels, task.width());
            Optional.ofNullable(threshold).ifPresent(rule -> requireThreshold(found, labels, rule, task));
        } else {
            SparkMlLabels.requireNumbers(found, task);
        }
    }

    @Override
    public Candidate train(FitLog log, TrainingTask task) {
        SparkMlEstimator found = SparkMlEstimator.of(estimator);
        Optional<ClassLabels> labels = found.isClassifier() ? Optional.of(ClassLabels.of(task)) : Optional.empty();
        Dataset<Row> training = prepared(
                LocalRows.ordered(task.rows().training(), task.columns().key()), task, found, labels);
        log.report("fitting " + found.name()
                + labels.map(known -> ", " + known.values().size() + " labels").orElse(""));
        Transformer fitted = SparkMlEstimator.best(SparkMlTraining.fit(log, estimator, training));
        Params predictor = SparkMlEstimator.fitted(fitted);
        boolean probable = predictor instanceof ProbabilisticClassificationModel<?, ?>;
        rename(predictor, "predictionCol", labels.isPresent() ? INDEX : PREDICTION);
        if (probable) {
            rename(predictor, "probabilityCol", PROBABILITY);
        }
        Optional<DecisionThreshold> chosen = Optional.ofNullable(threshold)
                .map(rule -> choose(
                        log,
                        fitted,
                        (ProbabilisticClassificationModel<?, ?>) predictor,
                        task,
                        found,
                        labels.orElseThrow()));
        Transformer model =
                labels.map(known -> withLabels(fitted, known, training)).orElse(fitted);
        List<String> outputs = probable ? List.of(PREDICTION, PROBABILITY) : List.of(PREDICTION);
        OnnxModel exported = SparkMlExporter.export(model, training.schema(), outputs);
        OnnxModel onnx = chosen.map(value -> value.noteIn(exported)).orElse(exported);
        Dataset<Row> sample =
                prepared(LocalRows.sample(task.rows().heldOut(), task.columns().key()), task, found, labels);
        ParityReport parity = SparkParity.compare(model, onnx, sample, outputs, Tolerance.DOUBLES);
        return Candidate.ofModel(task.name(), model, onnx, parity, sample, task.features());
    }

    /** Rows with the features as a vector and the label as the estimator reads it. */
    private static Dataset<Row> prepared(
            Dataset<Row> rows, TrainingTask task, SparkMlEstimator found, Optional<ClassLabels> labels) {
        String features = task.columns().features();
        Column label = labels.map(ClassLabels::index)
                .orElse(col("`" + task.columns().label() + "`").cast("double"));
        return rows.withColumn(found.labelColumn(), label).withColumn(features, array_to_vector(col(features)));
    }

    private static Transformer withLabels(Transformer fitted, ClassLabels labels, Dataset<Row> rows) {
        IndexToString names = new IndexToString()
                .setInputCol(INDEX)
                .setOutputCol(PREDICTION)
                .setLabels(labels.values().toArray(new String[0]));
        PipelineModel model = new Pipeline()
                .setStages(new PipelineStage[] {fitted, names})
                .fit(rows.limit(0)); // fits nothing: both are fitted
        return model;
    }

    private DecisionThreshold choose(
            FitLog log,
            Transformer fitted,
            ProbabilisticClassificationModel<?, ?> predictor,
            TrainingTask task,
            SparkMlEstimator found,
            ClassLabels labels) {
        Dataset<Row> validation = prepared(task.rows().validation(), task, found, Optional.of(labels));
        DecisionThreshold chosen = ThresholdChoice.choose(
                log,
                threshold,
                fitted.transform(validation),
                col(found.labelColumn()),
                task.columns(),
                labels.values());
        boolean second = labels.values().indexOf(chosen.label()) == 1;
        predictor.setThresholds(
                second
                        ? new double[] {1 - chosen.value(), chosen.value()}
                        : new double[] {chosen.value(), 1 - chosen.value()});
        return chosen;
    }

    private static void requireThreshold(
            SparkMlEstimator found, ClassLabels labels, ThresholdRule rule, TrainingTask task) {
        if (!found.hasProbabilities()) {
            throw new StepException("A decision threshold is chosen for a classifier with probabilities, and "
                    + found.name() + " has none. Leave the rule out.");
        }
        ThresholdChoice.require(rule, labels, task);
        Params predictor = found.predictor();
        for (String param : List.of("threshold", "thresholds")) {
            if (predictor.hasParam(param) && predictor.isSet(predictor.getParam(param))) {
                throw new StepException(found.name() + " has a " + param
                        + " of its own beside the rule that chooses one. Leave one of the two out.");
            }
        }
    }

    private static void rename(Params stage, String param, String column) {
        stage.set(stage.getParam(param), column);
    }
}
