package dev.lastmile.pipeline.training;

import static org.apache.spark.ml.functions.array_to_vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.GraphMetadata;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.onnx.spark.UnsupportedStageException;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.evaluation.ClassifierEvaluation;
import dev.lastmile.pipeline.fixture.MixedRows;
import dev.lastmile.pipeline.metrics.ThresholdRule;
import dev.lastmile.pipeline.registry.Candidate;
import dev.lastmile.pipeline.registry.ChampionGate;
import dev.lastmile.testing.SharedSpark;
import dev.lastmile.tracking.Run;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.classification.NaiveBayes;
import org.apache.spark.ml.classification.OneVsRest;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.clustering.KMeans;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.Word2Vec;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.ml.tuning.TrainValidationSplit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("ci")
class SparkMlTrainerTest {
    private static final DoubleFunction<Object> YES = score -> score < 0.5 ? "no" : "yes";

    @TempDir
    Path root;

    @ParameterizedTest(name = "{0}")
    @MethodSource("searches")
    void aSearchAndAPipelineAreTrainedLikeAnEstimator(String name, Estimator<?> estimator) throws Exception {
        try (MixedRows mixed = new MixedRows(root, 200, "string", YES)) {
            Candidate candidate = SparkMlTrainer.of(estimator).candidate(mixed.log(), mixed.task(name));

            assertThat(candidate.parity().passed())
                    .as(candidate.parity().summary())
                    .isTrue();
            assertThat(labels(candidate)).isEqualTo("[\"no\",\"yes\"]");
            assertThat(mixed.tracking().client().run(mixed.log().runId()).params())
                    .containsKey(name.equals("pipeline") ? "StandardScaler.withMean" : name + ".estimator");
        }
    }

    @Test
    void theCandidatesOfARandomSearchAreRunsBelowTheTraining() throws Exception {
        LogisticRegression regression = new LogisticRegression().setMaxIter(3);
        ParamMap[] points = new RandomGrid(7)
                .onLogScale(regression.regParam(), 1e-4, 1)
                .between(regression.maxIter(), 1, 3)
                .draw(12);
        TrainValidationSplit search = new TrainValidationSplit()
                .setEstimator(new Pipeline().setStages(new PipelineStage[] {regression}))
                .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("logLoss"))
                .setEstimatorParamMaps(points)
                .setSeed(1);
        try (MixedRows mixed = new MixedRows(root, 100, "string", YES)) {
            SparkMlTrainer.of(search).candidate(mixed.log(), mixed.task("model"));

            List<Run> children = mixed.tracking().client().searchRuns("0", "", 100).stream()
                    .filter(run -> mixed.log().runId().equals(run.tags().get("mlflow.parentRunId")))
                    .toList();
            assertThat(children).hasSize(12).allSatisfy(run -> {
                assertThat(run.params()).containsKeys("LogisticRegression.regParam", "LogisticRegression.maxIter");
                assertThat(run.metrics()).containsOnlyKeys("logLoss");
            });
            assertThat(children)
                    .filteredOn(run -> run.tags().get("lastmile.best_candidate").equals("true"))
                    .singleElement()
                    .satisfies(best -> assertThat(best.metrics().get("logLoss"))
                            .isEqualTo(children.stream()
                                    .mapToDouble(run -> run.metrics().get("logLoss"))
                                    .min()
                                    .orElseThrow()));
        }
    }

    @Test
    void aRandomGridIsTheSameForTheSameSeedAndNeverLeavesItsRanges() {
        GBTClassifier trees = new GBTClassifier();
        ParamMap[] points = grid(trees).draw(50);

        assertThat(points)
                .extracting(ParamMap::toString)
                .isEqualTo(
                        Stream.of(grid(trees).draw(50)).map(ParamMap::toString).toList());
        assertThat(points).allSatisfy(point -> {
            assertThat((double) point.apply(trees.stepSize())).isBetween(0.01, 0.3);
            assertThat((double) point.apply(trees.subsamplingRate())).isBetween(0.5, 1.0);
            assertThat((int) point.apply(trees.maxDepth())).isBetween(2, 6);
            assertThat(point.apply(trees.featureSubsetStrategy())).isIn("all", "sqrt");
        });
        assertThatThrownBy(() -> new RandomGrid(1).onLogScale(trees.stepSize(), 0, 1))
                .hasMessageContaining("stepSize cannot be drawn from 0.0 to 1.0");
    }

    private static RandomGrid grid(GBTClassifier trees) {
        return new RandomGrid(5)
                .onLogScale(trees.stepSize(), 0.01, 0.3)
                .between(trees.subsamplingRate(), 0.5, 1.0)
                .between(trees.maxDepth(), 2, 6)
                .oneOf(trees.featureSubsetStrategy(), "all", "sqrt");
    }

    static Stream<Arguments> searches() {
        LogisticRegression regression = new LogisticRegression().setMaxIter(5);
        ParamMap[] grid = new ParamGridBuilder()
                .addGrid(regression.regParam(), new double[] {0.01, 1})
                .build();
        MulticlassClassificationEvaluator accuracy = new MulticlassClassificationEvaluator().setMetricName("accuracy");
        return Stream.of(
                Arguments.of(
                        "CrossValidator",
                        new CrossValidator()
                                .setEstimator(regression)
                                .setEvaluator(accuracy)
                                .setEstimatorParamMaps(grid)
                                .setNumFolds(2)),
                Arguments.of(
                        "TrainValidationSplit",
                        new TrainValidationSplit()
                                .setEstimator(regression)
                                .setEvaluator(accuracy)
                                .setEstimatorParamMaps(grid)),
                Arguments.of("pipeline", new Pipeline().setStages(new PipelineStage[] {
                            new StandardScaler()
                                    .setInputCol("features")
                                    .setOutputCol("scaled")
                                    .setWithMean(true),
                            new LogisticRegression().setMaxIter(5).setFeaturesCol("scaled")
                        })));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rejected")
    void whatIsKnownBeforeTrainingIsRejectedBeforeIt(
            String message, Estimator<?> estimator, String type, DoubleFunction<Object> label) throws Exception {
        try (MixedRows mixed = new MixedRows(root, 60, type, label)) {
            TrainingTask task = mixed.task("model");
            SparkMlTrainer trainer = SparkMlTrainer.of(estimator);

            assertThatThrownBy(() -> {
                        task.check();
                        trainer.check(task);
                    })
                    .hasMessageContaining(message)
                    .isInstanceOfAny(StepException.class, UnsupportedStageException.class);
        }
    }

    static Stream<Arguments> rejected() {
        DoubleFunction<Object> three = score -> score < 0 ? "a" : score < 1 ? "b" : "c";
        return Stream.of(
                Arguments.of("neither a classifier nor a regressor", new KMeans(), "string", YES),
                Arguments.of("Word2Vec", words(), "string", YES),
                Arguments.of("parameter leafCol", new RandomForestClassifier().setLeafCol("leaf"), "string", YES),
                Arguments.of("predicts two labels, and label has 3", new GBTClassifier(), "string", three),
                Arguments.of(
                        "predicts two labels, and label has 3",
                        new LogisticRegression().setFamily("binomial"),
                        "string",
                        three),
                Arguments.of(
                        "setLayers(new int[] {8, …, 2})",
                        new MultilayerPerceptronClassifier().setLayers(new int[] {3, 2}),
                        "string",
                        YES),
                Arguments.of(
                        "reads other, and the features are in features",
                        new LogisticRegression().setFeaturesCol("other"),
                        "string",
                        YES),
                Arguments.of("The label label is string", new LinearRegression(), "string", YES),
                Arguments.of("null, NaN or an infinity in the label", new LinearRegression(), "double", (DoubleFunction<
                                Object>)
                        score -> score < 0 ? null : score),
                Arguments.of("have no value in the label", new LogisticRegression(), "string", (DoubleFunction<Object>)
                        score -> score < 0 ? null : "yes"),
                Arguments.of("only the label yes", new LogisticRegression(), "string", (DoubleFunction<Object>)
                        score -> "yes"),
                Arguments.of("such as an emoji", new LogisticRegression(), "string", (DoubleFunction<Object>)
                        score -> score < 0 ? "🌵" : "a"),
                Arguments.of("predicts strings, numbers or booleans", new LogisticRegression(), "date", (DoubleFunction<
                                Object>)
                        score -> java.sql.Date.valueOf("2026-01-01")));
    }

    private static Estimator<?> words() {
        return new Pipeline().setStages(new PipelineStage[] {
            new Word2Vec().setInputCol("city").setOutputCol("words"), new LogisticRegression()
        });
    }

    @Test
    void labelsOfEveryKindComeBackAsTheyWere() throws Exception {
        List<String> odd =
                new ArrayList<>(List.of("<=50K", "C#", " blank ", "", "a//b", "..", "Männlich", "yes, always"));
        for (int i = 0; i < 292; i++) {
            odd.add("level " + i);
        }
        int[] next = {0};
        try (MixedRows mixed = new MixedRows(root, 3000, "string", score -> odd.get((next[0]++ / 5) % odd.size()))) {
            Candidate candidate = SparkMlTrainer.of(new NaiveBayes().setModelType("gaussian"))
                    .candidate(mixed.log(), mixed.task("levels"));

            assertThat(candidate.parity().passed())
                    .as(candidate.parity().summary())
                    .isTrue();
            ChampionGate gate = new ChampionGate(mixed.registry(), mixed.log(), mixed.heldOut(), "label");
            ClassifierEvaluation evaluation = (ClassifierEvaluation) gate.evaluate(mixed.features(), candidate.onnx());
            mixed.log().logEvaluation(evaluation);
            assertThat(evaluation.labels())
                    .containsExactlyElementsOf(odd.stream().sorted().toList());
            assertThat(mixed.batch(candidate.onnx()))
                    .allSatisfy(row -> assertThat(odd).contains(row.<String>getAs("prediction")));
        }
    }

    @Test
    void numbersAndBooleansAreOrderedByValue() {
        assertThat(values("int", 10, 9, -1)).containsExactly("-1", "9", "10");
        assertThat(values("double", 10.0, 9.5, -1.0)).containsExactly("-1.0", "9.5", "10.0");
        assertThat(values("boolean", true, false, true)).containsExactly("false", "true");
        assertThat(values("decimal(5,2)", new java.math.BigDecimal("10.00"), new java.math.BigDecimal("9.50")))
                .containsExactly("9.50", "10.00");
    }

    @Test
    void aThresholdOfTheValidationRowsDecidesInSparkAndInOnnx() throws Exception {
        try (MixedRows mixed = new MixedRows(root, 600, "string", score -> score < 1.2 ? "no" : "yes")) {
            Candidate candidate = SparkMlTrainer.of(
                            new RandomForestClassifier().setNumTrees(7).setSeed(7))
                    .withThreshold(ThresholdRule.recallAtLeast(0.9).of("yes"))
                    .candidate(mixed.log(), mixed.task("careful"));

            assertThat(candidate.parity().passed())
                    .as(candidate.parity().summary())
                    .isTrue();
            double threshold = Double.parseDouble(
                    mixed.tracking().client().run(mixed.log().runId()).params().get("threshold.value"));
            assertThat(threshold).isStrictlyBetween(0.0, 0.5);
            List<Row> batch = mixed.batch(candidate.onnx());
            assertThat(batch)
                    .allSatisfy(row -> assertThat(row.<String>getAs("prediction"))
                            .isEqualTo(
                                    row.<Double>getList(row.fieldIndex("probability"))
                                                            .get(1)
                                                    > threshold
                                            ? "yes"
                                            : "no"));
            assertThat(recall(batch, 3)).isGreaterThanOrEqualTo(0.9);

            assertThat(metadata(candidate, GraphMetadata.THRESHOLD))
                    .isEqualTo("{\"label\":\"yes\",\"value\":" + threshold + "}");
            candidate.write(root.resolve("model"), "run");
            PipelineModel saved =
                    PipelineModel.load(root.resolve("model/sparkml").toString());
            Dataset<Row> heldOut = mixed.task("careful").rows().heldOut();
            assertThat(saved.transform(heldOut.withColumn("features", array_to_vector(heldOut.col("features"))))
                            .orderBy("id")
                            .collectAsList())
                    .extracting(row -> row.<String>getAs("prediction"))
                    .isEqualTo(batch.stream()
                            .filter(row -> row.<Long>getAs("id") % 5 == 4)
                            .map(row -> row.<String>getAs("prediction"))
                            .toList());
        }
    }

    @Test
    void aThresholdWithoutValidationRowsOrProbabilitiesIsRejected() throws Exception {
        try (MixedRows mixed = new MixedRows(root, 60, "string", YES)) {
            TrainingTask task = mixed.task("model");
            TrainingTask without = new TrainingTask(
                    "model",
                    task.columns(),
                    new TrainingRows(task.rows().training(), task.rows().heldOut()),
                    "a test",
                    task.features());
            SparkMlTrainer trainer =
                    SparkMlTrainer.of(new LogisticRegression()).withThreshold(ThresholdRule.largestF1());
            assertThatThrownBy(() -> trainer.check(without)).hasMessageContaining("split.validation=15");
            assertThatThrownBy(() -> SparkMlTrainer.of(new OneVsRest().setClassifier(new LogisticRegression()))
                            .withThreshold(ThresholdRule.largestF1())
                            .check(task))
                    .hasMessageContaining("a classifier with probabilities");
            assertThatThrownBy(() -> SparkMlTrainer.of(new LogisticRegression().setThreshold(0.3))
                            .withThreshold(ThresholdRule.largestF1())
                            .check(task))
                    .hasMessageContaining("has a threshold of its own");
        }
    }

    @Test
    void twoTrainingsOnTheSameRowsGiveTheSameBytesInWhateverOrderTheyCome() throws Exception {
        try (MixedRows mixed = new MixedRows(root, 300, "string", YES)) {
            TrainingTask task = mixed.task("model");
            TrainingRows shuffled = new TrainingRows(
                    task.rows().training().repartition(3).orderBy("b"),
                    task.rows().heldOut());
            SparkMlTrainer trainer = SparkMlTrainer.of(
                    new RandomForestClassifier().setNumTrees(5).setSeed(7));

            assertThat(trainer.candidate(
                                    mixed.log(),
                                    new TrainingTask("model", task.columns(), shuffled, "a test", task.features()))
                            .onnx())
                    .isEqualTo(trainer.candidate(mixed.log(), task).onnx());
        }
    }

    @Test
    void aNameThatMlflowRejectsIsRejectedBeforeTraining() throws Exception {
        try (MixedRows mixed = new MixedRows(root, 20, "string", YES)) {
            assertThatThrownBy(() -> mixed.task("a/b").check())
                    .isInstanceOf(StepException.class)
                    .hasMessageContaining("'a/b' is one that MLflow rejects");
        }
    }

    @Test
    void twoFitsOfOneClassAreBothLogged() throws Exception {
        try (MixedRows mixed = new MixedRows(root, 30, "double", score -> score)) {
            Dataset<Row> rows = SharedSpark.rows("id bigint, features array<double>, label double", new Object[][] {
                {1L, List.of(1.0), 2.0}, {2L, List.of(3.0), 5.0}, {3L, List.of(4.0), 5.5}
            });
            Dataset<Row> vectors = rows.withColumn("features", array_to_vector(rows.col("features")));
            for (double regularisation : new double[] {0, 0.1, 0.2}) {
                SparkMlTraining.fit(mixed.log(), new LinearRegression().setRegParam(regularisation), vectors);
            }

            assertThat(mixed.tracking().client().run(mixed.log().runId()).params())
                    .containsEntry("LinearRegression.regParam", "0.0")
                    .containsEntry("fit_2.LinearRegression.regParam", "0.1")
                    .containsEntry("fit_3.LinearRegression.regParam", "0.2");
        }
    }

    private static double recall(List<Row> batch, int part) {
        long positive = 0;
        long found = 0;
        for (Row row : batch) {
            if (row.<Long>getAs("id") % 5 == part && row.<String>getAs("label").equals("yes")) {
                positive++;
                found += row.<String>getAs("prediction").equals("yes") ? 1 : 0;
            }
        }
        return (double) found / positive;
    }

    private static List<String> values(String type, Object... labels) {
        Object[][] rows = new Object[labels.length][];
        for (int i = 0; i < labels.length; i++) {
            rows[i] = new Object[] {(long) i, List.of(1.0), labels[i]};
        }
        Dataset<Row> all = SharedSpark.rows("id bigint, features array<double>, label " + type, rows);
        return ClassLabels.of(new TrainingTask(
                        "model",
                        TrainingColumns.of(List.of("id"), "features", List.of(), "label"),
                        new TrainingRows(all, all),
                        "a test",
                        null))
                .values();
    }

    private static String labels(Candidate candidate) {
        return metadata(candidate, GraphMetadata.LABELS);
    }

    private static String metadata(Candidate candidate, String key) {
        try (OnnxScorer scorer = new OnnxScorer(candidate.onnx().bytes())) {
            return scorer.metadata().get(key);
        }
    }
}
