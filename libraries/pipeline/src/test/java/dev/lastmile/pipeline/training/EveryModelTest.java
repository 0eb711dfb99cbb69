package dev.lastmile.pipeline.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.onnx.RowStatus;
import dev.lastmile.onnx.spark.SparkGoldenRows;
import dev.lastmile.pipeline.evaluation.Evaluation;
import dev.lastmile.pipeline.fixture.MixedRows;
import dev.lastmile.pipeline.registry.Candidate;
import dev.lastmile.pipeline.registry.ChampionGate;
import dev.lastmile.pipeline.registry.Promotion;
import dev.lastmile.tracking.ModelVersion;
import dev.lastmile.tracking.model.ChampionPair;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.classification.FMClassifier;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.classification.NaiveBayes;
import org.apache.spark.ml.classification.OneVsRest;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.regression.GBTRegressor;
import org.apache.spark.ml.regression.GeneralizedLinearRegression;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.regression.RandomForestRegressor;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** By changing the estimator alone, each of Spark's usual models becomes champion, and batch equals a direct ONNX run. */
@Tag("ci")
class EveryModelTest {
    private static final int ROWS = 600;
    private static final long SEED = 20191101L;

    private static final DoubleFunction<Object> STRINGS = score -> score < 0 ? "<=50K" : score < 1 ? "C#" : " yes ";
    private static final DoubleFunction<Object> YES = score -> score < 0.5 ? "no" : "yes";
    private static final DoubleFunction<Object> INTEGERS = score -> score < 0 ? 10 : score < 1 ? 9 : -1;
    private static final DoubleFunction<Object> BOOLEANS = score -> score > 0.5;
    private static final DoubleFunction<Object> NUMBERS = score -> score;

    @TempDir
    Path root;

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void becomesChampionAndBatchEqualsADirectRun(
            String name, Estimator<?> estimator, String type, DoubleFunction<Object> label) throws Exception {
        try (MixedRows mixed = new MixedRows(root, ROWS, type, label)) {
            Candidate candidate = SparkMlTrainer.of(estimator).candidate(mixed.log(), mixed.task(name));
            assertThat(candidate.parity().passed())
                    .as(candidate.parity().summary())
                    .isTrue();
            ChampionGate gate = new ChampionGate(mixed.registry(), mixed.log(), mixed.heldOut(), "label");
            Evaluation evaluation = gate.evaluate(mixed.features(), candidate.onnx());
            ModelVersion version = mixed.registry().register(mixed.log(), candidate);
            Promotion decision = gate.judge(new ChampionPair(version, mixed.features()), evaluation);
            mixed.registry().promotions().decide(decision);

            assertThat(decision.moves()).as(decision.reason()).isTrue();
            assertThat(mixed.tracking().alias(name, "champion")).isEqualTo("1");
            OnnxModel champion = mixed.registry().onnx(version);
            assertEqual(mixed.batch(champion), direct(mixed, champion));
        }
    }

    static Stream<Arguments> models() {
        return Stream.of(
                Arguments.of("logistic-regression", new LogisticRegression(), "string", STRINGS),
                Arguments.of(
                        "random-forest",
                        new RandomForestClassifier().setNumTrees(10).setSeed(SEED),
                        "int",
                        INTEGERS),
                Arguments.of("gbt", new GBTClassifier().setMaxIter(5).setSeed(SEED), "boolean", BOOLEANS),
                Arguments.of("naive-bayes", new NaiveBayes().setModelType("gaussian"), "string", STRINGS),
                Arguments.of(
                        "perceptron",
                        new MultilayerPerceptronClassifier()
                                .setLayers(new int[] {MixedRows.WIDTH, 4, 3})
                                .setMaxIter(60)
                                .setSeed(SEED),
                        "bigint",
                        (DoubleFunction<Object>) score -> score < 0 ? 1L : score < 1 ? 2L : 3L),
                Arguments.of("one-vs-rest", new OneVsRest().setClassifier(new LogisticRegression()), "string", STRINGS),
                Arguments.of(
                        "factorisation-machine",
                        new FMClassifier().setMaxIter(60).setStepSize(0.1).setSeed(SEED),
                        "string",
                        YES),
                Arguments.of("linear", new LinearRegression(), "double", NUMBERS),
                Arguments.of(
                        "forest-regression",
                        new RandomForestRegressor().setNumTrees(10).setSeed(SEED),
                        "double",
                        NUMBERS),
                Arguments.of("gbt-regression", new GBTRegressor().setMaxIter(5).setSeed(SEED), "double", NUMBERS),
                Arguments.of(
                        "gaussian-glm",
                        new GeneralizedLinearRegression().setFamily("gaussian"),
                        "decimal(8,3)",
                        (DoubleFunction<Object>)
                                score -> new java.math.BigDecimal(score).setScale(3, java.math.RoundingMode.HALF_UP)));
    }

    /** What ONNX Runtime makes of all rows without Spark: the features' graph, then the model's. */
    private static Batch direct(MixedRows mixed, OnnxModel model) {
        List<Row> rows = mixed.raw().orderBy("id").collectAsList();
        Batch features = SparkGoldenRows.of(
                        mixed.registry().onnx(mixed.features()), mixed.raw().schema(), rows)
                .outputs();
        assertThat(((Column.Longs) features.column(RowStatus.OUTPUT)).values()).containsOnly(0);
        try (OnnxScorer scorer = new OnnxScorer(model.bytes())) {
            return scorer.score(Batch.of(Map.of("features", features.column("features"))));
        }
    }

    private static void assertEqual(List<Row> batch, Batch direct) {
        assertThat(batch).hasSize(ROWS);
        for (int i = 0; i < ROWS; i++) {
            Object prediction = batch.get(i).getAs("prediction");
            if (direct.column("prediction") instanceof Column.Strings labels) {
                assertThat(prediction).isEqualTo(labels.values()[i]);
            } else {
                assertThat(prediction).isEqualTo(((Column.Doubles) direct.column("prediction")).values()[i]);
            }
            if (direct.columns().containsKey("probability")) {
                Column.DoubleVectors vectors = (Column.DoubleVectors) direct.column("probability");
                List<Double> probability = batch.get(i).getList(batch.get(i).fieldIndex("probability"));
                for (int j = 0; j < vectors.width(); j++) {
                    assertThat(probability.get(j)).isEqualTo(vectors.flat()[i * vectors.width() + j]);
                }
            }
        }
    }
}
