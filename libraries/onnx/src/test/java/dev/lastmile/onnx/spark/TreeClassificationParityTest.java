package dev.lastmile.onnx.spark;

import static dev.lastmile.onnx.fixture.Agreement.EXACT;
import static dev.lastmile.onnx.fixture.Agreement.TIGHT;
import static dev.lastmile.onnx.fixture.Agreement.assertAgree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.fixture.Flowers;
import dev.lastmile.onnx.fixture.Measurements;
import dev.lastmile.onnx.fixture.Nodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.classification.DecisionTreeClassificationModel;
import org.apache.spark.ml.classification.DecisionTreeClassifier;
import org.apache.spark.ml.classification.GBTClassificationModel;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.classification.RandomForestClassificationModel;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TreeClassificationParityTest {
    private static final List<String> CLASSIFIED = List.of("rawPrediction", "probability", "prediction");
    private static final RandomForestClassificationModel FOREST = new RandomForestClassifier()
            .setNumTrees(20)
            .setMaxBins(Measurements.PLACES)
            .setSeed(1)
            .fit(classes(400, 1, 4));
    private static final DecisionTreeClassificationModel TREE = new DecisionTreeClassifier()
            .setMaxDepth(3)
            .setMaxBins(Measurements.PLACES)
            .fit(classes(400, 1, 4));
    private static final GBTClassificationModel BOOSTED = new GBTClassifier()
            .setMaxIter(5)
            .setMaxBins(Measurements.PLACES)
            .setSeed(1)
            .fit(classes(400, 1, 2));

    static Stream<ProbabilisticClassificationModel<Vector, ?>> models() {
        List<ProbabilisticClassificationModel<Vector, ?>> models = new ArrayList<>();
        for (ProbabilisticClassificationModel<Vector, ?> model :
                List.<ProbabilisticClassificationModel<Vector, ?>>of(FOREST, TREE, BOOSTED)) {
            double[] thresholds = model == BOOSTED ? new double[] {0.9, 0.2} : new double[] {0.9, 0.05, 0.3, 0.5};
            double[] certain = model == BOOSTED ? new double[] {0.5, 0} : new double[] {0.5, 0, 0.5, 0.5};
            for (String[] names : new String[][] {
                {"rawPrediction", "probability", "prediction"}, {"", "p", "class"}, {"", "", "prediction"}
            }) {
                models.add(named(model, names));
                models.add(named(model, names).setThresholds(thresholds));
                models.add(named(model, names).setThresholds(certain));
            }
        }
        return models.stream();
    }

    @ParameterizedTest
    @MethodSource("models")
    void everyParameterAgrees(ProbabilisticClassificationModel<Vector, ?> model) {
        List<String> outputs = Stream.of(
                        model.getRawPredictionCol(), model.getProbabilityCol(), model.getPredictionCol())
                .filter(column -> !column.isEmpty())
                .toList();

        assertAgree(model, withExtremes(), outputs, model instanceof GBTClassificationModel ? TIGHT : EXACT);
    }

    @Test
    void aForestOfHundredTreesAgreesToTheLastBit() {
        RandomForestClassificationModel forest = new RandomForestClassifier()
                .setNumTrees(100)
                .setMaxDepth(4)
                .setMaxBins(Measurements.PLACES)
                .setSeed(2)
                .fit(classes(300, 1, 9));

        assertThat(forest.numClasses()).isEqualTo(9);
        assertAgree(forest, classes(1000, 2, 9), CLASSIFIED, EXACT);
    }

    @Test
    void classesThatAreLevelButForTheLastBitAreChosenAsInSpark() {
        // 0.1 + 0.2 + 0.3 is more than 0.3 + 0.2 + 0.1.
        DecisionTreeClassificationModel first = Nodes.tree(2, 3, Nodes.counts(3, 1, 6));
        DecisionTreeClassificationModel second = Nodes.tree(2, 3, Nodes.counts(2, 2, 6));
        DecisionTreeClassificationModel third = Nodes.tree(2, 3, Nodes.counts(1, 3, 6));
        Vector row = Vectors.dense(1, 2);
        for (RandomForestClassificationModel forest :
                List.of(Nodes.forest(2, first, second, third), Nodes.forest(2, third, second, first))) {
            forest.setThresholds(new double[] {1, 1, 100});

            assertThat(forest.predict(row)).isEqualTo(forest.trees()[0] == first ? 1 : 0);
            assertAgree(forest, Measurements.of(row), CLASSIFIED, EXACT);
        }
    }

    @Test
    void aLabelOfOneClassAgrees() {
        Dataset<Row> rows = Measurements.continuous(60, 1).withColumn("label", functions.lit(0.0));

        assertAgree(new DecisionTreeClassifier().fit(rows), rows, CLASSIFIED, EXACT);
        assertAgree(new RandomForestClassifier().setNumTrees(2).fit(rows), rows, CLASSIFIED, EXACT);
        assertAgree(new GBTClassifier().setMaxIter(2).fit(rows), rows, CLASSIFIED, TIGHT);
    }

    @Test
    void aForestBehindAPipelineAgreesOnFlowersAndScoresInSpark() {
        PipelineModel model = Flowers.fitted(
                Flowers.assembler("error"),
                Flowers.scaler(),
                new RandomForestClassifier().setLabelCol("kind").setNumTrees(10).setSeed(4));
        Dataset<Row> rows = Flowers.frame(300, 2);

        assertAgree(model, rows, CLASSIFIED, TIGHT);
        OnnxModel onnx = SparkMlExporter.export(model, rows.schema(), CLASSIFIED);
        assertThat(predictions(OnnxTransformation.of(onnx).apply(rows)))
                .hasSize(300)
                .isEqualTo(predictions(model.transform(rows)));
    }

    @Test
    void whatHasNoOnnxFormIsNamed() {
        RandomForestClassificationModel withLeaves = FOREST.copy(ParamMap.empty());
        withLeaves.set(withLeaves.leafCol(), "leaf");
        DecisionTreeClassificationModel without = Nodes.tree(2, 3, Nodes.leaf(1));
        DecisionTreeClassificationModel weightless = Nodes.tree(2, 3, Nodes.counts(0, 0, 0));
        Dataset<Row> two = Measurements.of(Vectors.dense(1, 2));

        assertThatThrownBy(() ->
                        SparkMlExporter.export(withLeaves, classes(1, 1, 4).schema(), CLASSIFIED))
                .isInstanceOf(UnsupportedStageException.class)
                .hasMessageContaining("RandomForestClassificationModel")
                .hasMessageContaining("parameter leafCol: it is set");
        assertThatThrownBy(() -> SparkMlExporter.export(without, two.schema(), CLASSIFIED))
                .isInstanceOf(UnsupportedStageException.class)
                .hasMessage(
                        "Stage DecisionTreeClassificationModel (tree): its trees do not have the counts of 3 classes"
                                + " at every leaf. Fit it again.");
        assertThatThrownBy(() -> SparkMlExporter.export(weightless, two.schema(), CLASSIFIED))
                .hasMessage(
                        "Stage DecisionTreeClassificationModel (tree): a leaf was fitted on rows of no weight. Leave"
                                + " such rows out, and fit it again.");
    }

    private static ProbabilisticClassificationModel<Vector, ?> named(
            ProbabilisticClassificationModel<Vector, ?> model, String[] names) {
        ProbabilisticClassificationModel<Vector, ?> copy = model.copy(ParamMap.empty());
        copy.setRawPredictionCol(names[0]);
        copy.setProbabilityCol(names[1]);
        copy.setPredictionCol(names[2]);
        return copy;
    }

    private static Dataset<Row> classes(int rows, long seed, int classes) {
        return Measurements.categorical(rows, seed)
                .withColumn("label", functions.expr("pmod(floor(label * 2), " + classes + ")"));
    }

    private static Dataset<Row> withExtremes() {
        double nan = Double.NaN;
        return Measurements.continuous(300, 2)
                .union(Measurements.of(
                        Vectors.dense(nan, 5e5, 0, 1, 2),
                        Vectors.dense(0, nan, nan, nan, 39),
                        Vectors.dense(0, 5e5, 0, 4.5, 40),
                        Vectors.dense(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0, -1, nan)));
    }

    private static Map<Long, Double> predictions(Dataset<Row> scored) {
        return scored.select("id", "prediction").collectAsList().stream()
                .collect(Collectors.toMap(row -> row.getLong(0), row -> row.getDouble(1)));
    }
}
