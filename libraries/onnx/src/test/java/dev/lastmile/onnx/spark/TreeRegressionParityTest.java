package dev.lastmile.onnx.spark;

import static dev.lastmile.onnx.fixture.Agreement.EXACT;
import static dev.lastmile.onnx.fixture.Agreement.TIGHT;
import static dev.lastmile.onnx.fixture.Agreement.assertAgree;
import static dev.lastmile.onnx.fixture.Nodes.atMost;
import static dev.lastmile.onnx.fixture.Nodes.leaf;
import static dev.lastmile.onnx.fixture.Nodes.oneOf;
import static dev.lastmile.onnx.fixture.Nodes.regression;
import static org.apache.spark.ml.functions.array_to_vector;
import static org.apache.spark.ml.functions.vector_to_array;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.TensorSpec;
import dev.lastmile.onnx.Tolerance;
import dev.lastmile.onnx.fixture.Extremes;
import dev.lastmile.onnx.fixture.Flowers;
import dev.lastmile.onnx.fixture.Measurements;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.DecisionTreeRegressionModel;
import org.apache.spark.ml.regression.DecisionTreeRegressor;
import org.apache.spark.ml.regression.GBTRegressionModel;
import org.apache.spark.ml.regression.GBTRegressor;
import org.apache.spark.ml.regression.RandomForestRegressionModel;
import org.apache.spark.ml.regression.RandomForestRegressor;
import org.apache.spark.ml.tree.CategoricalSplit;
import org.apache.spark.ml.tree.InternalNode;
import org.apache.spark.ml.tree.Node;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreeRegressionParityTest {
    private static final double NAN = Double.NaN;
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final List<String> PREDICTION = List.of("prediction");

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100})
    void aForestAloneAgreesToTheLastBit(int trees) {
        RandomForestRegressionModel forest =
                new RandomForestRegressor().setNumTrees(trees).setSeed(11).fit(Measurements.continuous(600, 1));

        ParityReport report = assertAgree(forest, Measurements.continuous(2000, 2), PREDICTION, EXACT);
        assertThat(report.rows()).isEqualTo(2000);
    }

    @Test
    void aDeepTreeAgrees() {
        DecisionTreeRegressionModel tree =
                new DecisionTreeRegressor().setMaxDepth(12).setMaxBins(300).fit(Measurements.continuous(400, 1));

        assertThat(tree.depth()).isGreaterThan(9);
        assertAgree(tree, Measurements.continuous(1000, 2), PREDICTION, EXACT);
    }

    @Test
    void aTreeOfOneLeafAnswersForANullVectorToo() {
        Dataset<Row> rows = Extremes.of(Vectors.dense(1, 2, 3, 4), null);

        assertThat(assertAgree(regression(leaf(0.5), 4), rows, PREDICTION, EXACT)
                        .rows())
                .isEqualTo(2);
        assertThat(assertAgree(regression(atMost(0, 1, leaf(1), leaf(2)), 4), rows, PREDICTION, EXACT)
                        .invalidRows())
                .isEqualTo(1);
    }

    @Test
    void boostedTreesAgree() {
        GBTRegressionModel boosted = new GBTRegressor()
                .setMaxIter(8)
                .setMaxBins(Measurements.PLACES)
                .setSeed(5)
                .fit(Measurements.categorical(400, 1));

        assertAgree(boosted, Measurements.categorical(1000, 2), PREDICTION, TIGHT);
    }

    @Test
    void splitsByCategoriesAgree() {
        Dataset<Row> rows = Measurements.categorical(800, 1);
        RandomForestRegressionModel forest = new RandomForestRegressor()
                .setNumTrees(20)
                .setMaxDepth(7)
                .setMaxBins(Measurements.PLACES)
                .setSeed(3)
                .fit(rows);

        assertThat(categoricalFeatures(forest.trees())).containsExactlyInAnyOrder(3, 4);
        assertAgree(forest, Measurements.categorical(2000, 2), PREDICTION, EXACT);
    }

    @Test
    void aNumberThatIsNoCategoryGoesWhereSparkSendsIt() {
        Node few = oneOf(0, 71, new double[] {0, 3, 70}, leaf(1), leaf(2));
        Node most = oneOf(0, 5, new double[] {0, 1, 3, 4}, leaf(10), leaf(20));
        Node none = oneOf(1, 3, new double[] {}, leaf(100), leaf(200));
        Node all = oneOf(1, 3, new double[] {0, 1, 2}, leaf(1000), leaf(2000));
        List<Double> numbers = new ArrayList<>(List.of(
                NAN, INF, -INF, -0.0, 0.5, 2.5, 3.0000001, -1.0, 64.5, 1e300, 1.0 + (1L << 32), 3.0 + (1L << 32)));
        IntStream.range(-66, 150).forEach(i -> numbers.add((double) i));
        Vector[] vectors = numbers.stream().map(n -> Vectors.dense(n, n, 1)).toArray(Vector[]::new);

        for (Node root : List.of(few, most, none, all, oneOf(1, 4, new double[] {1, 2}, few, most))) {
            assertAgree(regression(root, 3), Measurements.of(vectors), PREDICTION, EXACT);
        }
    }

    @Test
    void neighboursOfAThresholdBeyond32BitsGoTheirWays() {
        for (double threshold : new double[] {0.1, -0.1, 16777216, 1e300, 1e-310, 0, Double.MAX_VALUE}) {
            double above = Math.nextUp(threshold);
            // Two thresholds that no float tells apart.
            Node root = atMost(0, threshold, leaf(1.0 / 3), atMost(0, above, leaf(2.0 / 3), leaf(1e-17)));
            Vector[] vectors = Arrays.stream(new double[] {
                        Math.nextDown(threshold), threshold, above, Math.nextUp(above), (float) threshold
                    })
                    .mapToObj(value -> Vectors.dense(value, 0))
                    .toArray(Vector[]::new);
            assertThat((float) above).isEqualTo((float) threshold);

            assertAgree(regression(root, 2), Measurements.of(vectors), PREDICTION, EXACT);
        }
    }

    @Test
    void nanAndInfinitiesGoWhereSparkSendsThem() {
        RandomForestRegressionModel forest = new RandomForestRegressor()
                .setNumTrees(10)
                .setMaxBins(Measurements.PLACES)
                .setSeed(1)
                .fit(Measurements.categorical(500, 1));

        Dataset<Row> rows = Measurements.of(
                Vectors.dense(NAN, 5e5, 0, 1, 2),
                Vectors.dense(0, NAN, NAN, 1, 2),
                Vectors.dense(0, 5e5, 0, NAN, NAN),
                Vectors.dense(NAN, NAN, NAN, NAN, 2),
                Vectors.dense(INF, -INF, INF, INF, -INF),
                Vectors.dense(-INF, INF, -INF, -INF, INF),
                Vectors.sparse(5, new int[] {1}, new double[] {1e5}));
        assertAgree(forest, rows, PREDICTION, EXACT);
        assertAgree(
                regression(atMost(0, 1, leaf(1), leaf(2)), 2),
                Measurements.of(Vectors.dense(NAN, 0), Vectors.dense(1, 0)),
                PREDICTION,
                EXACT);
    }

    @Test
    void treesOfOneLeafAgree() {
        Dataset<Row> same = Measurements.continuous(50, 1).withColumn("label", functions.lit(0.1));
        assertAgree(new DecisionTreeRegressor().fit(same), same, PREDICTION, EXACT);
        assertAgree(new RandomForestRegressor().setNumTrees(3).fit(same), same, PREDICTION, EXACT);

        GBTRegressionModel mixed = new GBTRegressionModel(
                "mixed",
                new DecisionTreeRegressionModel[] {
                    regression(leaf(0.1), 5),
                    regression(atMost(1, 5e5, leaf(0.2), leaf(0.3)), 5),
                    regression(leaf(-0.7), 5)
                },
                new double[] {1, 0.1, 0.1});
        assertAgree(mixed, same, PREDICTION, TIGHT);
    }

    @Test
    void aForestDividesByItsParameterAsSparkDoes() {
        Dataset<Row> rows = Measurements.continuous(100, 1);
        RandomForestRegressionModel forest =
                new RandomForestRegressor().setNumTrees(4).fit(rows);
        forest.set(forest.numTrees(), 8);

        assertAgree(forest, rows, PREDICTION, EXACT);
    }

    @Test
    void aForestBehindAPipelineAgreesOnFlowers() {
        Dataset<Row> rows = Flowers.frame(150, 1);
        PipelineModel model = Flowers.fitted(
                rows,
                Flowers.assembler("skip").setInputCols(new String[] {"sepal_length", "sepal_width", "petal_length"}),
                Flowers.scaler(),
                new RandomForestRegressor()
                        .setLabelCol("petal_width")
                        .setPredictionCol("width")
                        .setNumTrees(30)
                        .setSeed(9));

        ParityReport report = assertAgree(
                model,
                Flowers.frame(300, 2).withColumn("sepal_width", functions.expr("if(id % 50 = 7, null, sepal_width)")),
                List.of("features", "width"),
                TIGHT);
        assertThat(report.invalidRows()).isEqualTo(6);
    }

    @Test
    void rowsWithArraysAsInALakeAreFittedComparedAndScored() {
        Dataset<Row> lake = asArrays(Measurements.continuous(500, 1));
        Dataset<Row> heldOut = asVectors(asArrays(Measurements.continuous(700, 4)));
        RandomForestRegressionModel forest =
                new RandomForestRegressor().setNumTrees(25).setSeed(2).fit(asVectors(lake));

        OnnxModel onnx = SparkMlExporter.export(forest, heldOut.schema(), PREDICTION);
        ParityReport report = SparkParity.compare(forest, onnx, heldOut, PREDICTION, Tolerance.DOUBLES);
        Map<Long, Double> scored =
                predictions(OnnxTransformation.of(onnx).withArrays().apply(lake.repartition(3)));

        assertThat(report.passed()).as(report.json()).isTrue();
        assertThat(scored).hasSize(500).isEqualTo(predictions(forest.transform(asVectors(lake))));
        assertThat(predictions(OnnxTransformation.of(onnx).withBatchRows(1).apply(heldOut)))
                .hasSize(700)
                .isEqualTo(predictions(forest.transform(heldOut)));
    }

    @Test
    void theGraphTakesAVectorAndGivesANumber() {
        DecisionTreeRegressionModel tree = regression(atMost(2, 1, leaf(1), leaf(2)), 3);
        OnnxModel onnx = SparkMlExporter.export(tree, Measurements.of().schema(), PREDICTION);

        try (OnnxScorer scorer = new OnnxScorer(onnx.bytes())) {
            assertThat(scorer.inputs())
                    .containsExactly(new TensorSpec("features", ElementType.DOUBLE, new long[] {-1, 3}));
            assertThat(scorer.outputs())
                    .containsExactly(
                            new TensorSpec("prediction", ElementType.DOUBLE, new long[] {-1}),
                            new TensorSpec("row_status", ElementType.INT64, new long[] {-1}));
            assertThat(scorer.metadata())
                    .containsEntry("lastmile.output.prediction", "prediction of stage 1, DecisionTreeRegressionModel");
        }
    }

    @Test
    void aForestThatSparkSavedAndLoadedGivesTheSameBytes(@TempDir Path folder) throws IOException {
        Dataset<Row> rows = Measurements.categorical(300, 1);
        RandomForestRegressionModel forest = new RandomForestRegressor()
                .setNumTrees(2)
                .setMaxBins(Measurements.PLACES)
                .setSeed(1)
                .fit(rows);
        forest.write().save(folder.resolve("forest").toString());
        RandomForestRegressionModel loaded =
                RandomForestRegressionModel.load(folder.resolve("forest").toString());

        assertThat(SparkMlExporter.export(loaded, rows.schema(), PREDICTION))
                .isEqualTo(SparkMlExporter.export(forest, rows.schema(), PREDICTION));
    }

    @Test
    void whatHasNoOnnxFormIsNamed() {
        Dataset<Row> rows = Measurements.of(Vectors.dense(1, 2), Vectors.dense(3, 4));
        DecisionTreeRegressionModel tree = regression(atMost(0, 1, leaf(1), leaf(2)), 2);

        DecisionTreeRegressionModel withLeaves = tree.copy(ParamMap.empty());
        withLeaves.set(withLeaves.leafCol(), "leaf");

        assertThatThrownBy(() -> SparkMlExporter.export(withLeaves, rows.schema(), PREDICTION))
                .isInstanceOf(UnsupportedStageException.class)
                .hasMessage(
                        "Stage DecisionTreeRegressionModel (tree), parameter leafCol: it is set, and the export does"
                                + " not know what it does. Clear it.");
        assertThatThrownBy(() -> SparkMlExporter.export(
                        tree.copy(ParamMap.empty()).setVarianceCol("variance"), rows.schema(), PREDICTION))
                .hasMessageContaining("parameter varianceCol: it is set");
        assertThatThrownBy(() -> SparkMlExporter.export(
                        tree, Measurements.categorical(1, 1).schema(), PREDICTION))
                .hasMessage(
                        "Stage DecisionTreeRegressionModel (tree) was fitted on 2 numbers a row, and column features"
                                + " has 5. Give the schema of the rows that it was fitted on.");
    }

    private static Set<Integer> categoricalFeatures(DecisionTreeRegressionModel[] trees) {
        return Arrays.stream(trees)
                .flatMap(tree -> splits(tree.rootNode()).stream())
                .filter(node -> node.split() instanceof CategoricalSplit)
                .map(node -> node.split().featureIndex())
                .collect(Collectors.toSet());
    }

    private static List<InternalNode> splits(Node node) {
        List<InternalNode> splits = new ArrayList<>();
        if (node instanceof InternalNode internal) {
            splits.add(internal);
            splits.addAll(splits(internal.leftChild()));
            splits.addAll(splits(internal.rightChild()));
        }
        return splits;
    }

    private static Dataset<Row> asArrays(Dataset<Row> rows) {
        return rows.withColumn("features", vector_to_array(functions.col("features"), "float64"));
    }

    private static Dataset<Row> asVectors(Dataset<Row> rows) {
        return rows.withColumn("features", array_to_vector(functions.col("features")));
    }

    private static Map<Long, Double> predictions(Dataset<Row> scored) {
        return scored.select("id", "prediction").collectAsList().stream()
                .collect(Collectors.toMap(row -> row.getLong(0), row -> row.getDouble(1)));
    }
}
