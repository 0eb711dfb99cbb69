package dev.lastmile.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.atIndex;

import dev.lastmile.onnx.fixture.Flowers;
import dev.lastmile.onnx.fixture.KeptModels;
import dev.lastmile.onnx.fixture.Links;
import dev.lastmile.onnx.fixture.TestSpark;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.OnnxTransformation;
import dev.lastmile.onnx.spark.SparkMlExporter;
import dev.lastmile.onnx.tribuo.TribuoExporter;
import dev.lastmile.onnx.tribuo.TribuoRows;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.Bucketizer;
import org.apache.spark.ml.feature.Normalizer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.tribuo.Model;
import org.tribuo.classification.Label;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;

class OnnxChainTest {
    private static final double NAN = Double.NaN;

    @Test
    void featuresOfSparkAndAClassifierOfTribuoAreOneGraph() {
        OnnxModel features = export(Flowers.features(), Flowers.SCHEMA, "features");
        OnnxModel classifier = TribuoExporter.export(tribuo(features), "features", names());
        double[][] rows = Flowers.numbers(90, 2);
        rows[3][1] = NAN;
        rows[7][0] = Double.POSITIVE_INFINITY;

        // tag::merge[]
        OnnxModel merged = OnnxChain.merge(List.of(features, classifier), List.of("features"));
        // end::merge[]
        List.of(features, classifier, merged).forEach(KeptModels::keep);

        Map<String, Column> expected = oneAfterTheOther(List.of(features, classifier), flowers(rows));
        try (OnnxScorer scorer = new OnnxScorer(merged.bytes())) {
            assertThat(scorer.inputs()).extracting(TensorSpec::name).containsExactly(Flowers.COLUMNS);
            assertThat(scorer.outputs())
                    .extracting(TensorSpec::name)
                    .containsExactly("features", "prediction", "probability", "row_status");
            assertSame(expected, scorer.score(flowers(rows)));
            assertThat(longs(expected, "row_status")).contains(2, atIndex(3));
            assertThat(scorer.metadata())
                    .containsEntry("lastmile.format", "1")
                    .containsEntry("lastmile.source", "Spark ML 4.1.0, then Tribuo 4.3.2")
                    .containsEntry("lastmile.chain", "[\"" + features.digest() + "\",\"" + classifier.digest() + "\"]")
                    .containsEntry("lastmile.output.prediction", "the label")
                    .containsEntry("lastmile.output.features", "features of stage 2, StandardScalerModel")
                    .containsEntry("lastmile.labels", "[\"large\",\"middle\",\"small\"]")
                    .containsKey("lastmile.row_status");
        }
    }

    @Test
    void onlyWhatTheLastModelGivesIsGivenUnlessMoreIsAskedFor() {
        OnnxModel features = export(Flowers.features(), Flowers.SCHEMA, "features");
        OnnxModel classifier = TribuoExporter.export(tribuo(features), "features", names());

        try (OnnxScorer scorer =
                new OnnxScorer(OnnxChain.merge(List.of(features, classifier)).bytes())) {
            assertThat(scorer.outputs())
                    .extracting(TensorSpec::name)
                    .containsExactly("prediction", "probability", "row_status");
            assertThat(scorer.metadata()).doesNotContainKey("lastmile.output.features");
        }
    }

    @Test
    void rowsThatEitherModelRejectsKeepTheirReason() {
        OnnxModel first = bucketizer("sepal_length", "length", "skip");
        OnnxModel second = bucketizer("petal_length", "petal", "error");
        OnnxModel third = Links.sum("length", "petal", "sum");
        Dataset<Row> rows = TestSpark.rows(
                "id long, sepal_length double, petal_length double",
                TestSpark.row(0L, 5.0, 1.0),
                TestSpark.row(1L, NAN, 1.0),
                TestSpark.row(2L, NAN, NAN),
                TestSpark.row(3L, 6.5, 2.0),
                TestSpark.row(4L, 99.0, 2.0),
                TestSpark.row(5L, 5.0, NAN));

        OnnxModel merged = OnnxChain.merge(List.of(first, second, third), List.of("length", "petal"));
        KeptModels.keep(merged);

        Batch batch = Batch.of(Map.of(
                "sepal_length", new Column.Doubles(new double[] {5, NAN, NAN, 6.5, 99, 5, 99}),
                "petal_length", new Column.Doubles(new double[] {1, 1, NAN, 2, 2, NAN, NAN})));
        Map<String, Column> expected = oneAfterTheOther(List.of(first, second, third), batch);
        try (OnnxScorer scorer = new OnnxScorer(merged.bytes())) {
            assertSame(expected, scorer.score(batch));
            // Two rules of the first model, two of the second.
            assertThat(longs(expected, "row_status")).containsExactly(0, 1, 1, 0, 2, 3, 2);
        }
        OnnxTransformation chain =
                OnnxTransformation.of(first).then(second).then(third).withKeys(List.of("id"));
        OnnxTransformation one = OnnxTransformation.of(merged).withKeys(List.of("id"));
        assertThat(one.apply(rows.where("id < 4")).collectAsList())
                .isEqualTo(chain.apply(rows.where("id < 4")).collectAsList())
                .hasSize(2);
        for (long id : List.of(4L, 5L)) {
            Dataset<Row> invalid = rows.where("id = " + id);
            assertThat(failure(one, invalid))
                    .isEqualTo(failure(chain, invalid))
                    .startsWith("Row with id " + id + " cannot be scored: column ");
        }
    }

    @Test
    void twoPipelinesOfSparkAgreeWithTheirChain() {
        PipelineModel features = Flowers.fitted(Flowers.assembler("skip"), Flowers.scaler());
        StructType made = features.transform(Flowers.frame(1, 1)).schema();
        Normalizer normalizer = new Normalizer().setInputCol("features").setOutputCol("unit");
        OnnxModel first = export(features, Flowers.SCHEMA, "features");
        OnnxModel second = export(normalizer, made, "unit");
        double[][] rows = Flowers.numbers(500, 4);
        for (int i = 0; i < rows.length; i += 11) {
            rows[i][i % 4] = NAN;
        }

        OnnxModel merged = OnnxChain.merge(List.of(first, second));
        KeptModels.keep(merged);

        Map<String, Column> expected = oneAfterTheOther(List.of(first, second), flowers(rows));
        expected.remove("features");
        try (OnnxScorer scorer = new OnnxScorer(merged.bytes())) {
            assertSame(expected, scorer.score(flowers(rows)));
        }
        assertThat(longs(expected, "row_status")).contains(1, 2, 3, 4);
    }

    @Test
    void aTypeOrAShapeBecomesWhatTheNextModelTakes() {
        OnnxModel widening = OnnxChain.merge(List.of(
                Links.copy("a", "b", ElementType.FLOAT, Value.SCALAR),
                Links.copy("b", "c", ElementType.DOUBLE, 1),
                Links.copy("c", "d", ElementType.FLOAT, Value.SCALAR)));
        try (OnnxScorer scorer = new OnnxScorer(widening.bytes())) {
            float[] numbers = {0.1f, -0f, Float.NaN, Float.MIN_VALUE};
            assertThat(scorer.outputs()).containsExactly(new TensorSpec("d", ElementType.FLOAT, new long[] {-1}));
            Batch scored = scorer.score(Batch.of(Map.of("a", new Column.Floats(numbers))));
            assertThat(((Column.Floats) scored.column("d")).values()).containsExactly(numbers);
        }
        OnnxModel strings = OnnxChain.merge(List.of(
                Links.copy("a", "b", ElementType.STRING, Value.SCALAR), Links.copy("b", "c", ElementType.STRING, 1)));
        try (OnnxScorer scorer = new OnnxScorer(strings.bytes())) {
            Batch scored = scorer.score(Batch.of(Map.of("a", new Column.Strings(new String[] {"x", "ä"}))));
            assertThat(((Column.Strings) scored.column("c")).values()).containsExactly("x", "ä");
        }
    }

    @Test
    void anInputThatSeveralModelsTakeIsOne() {
        OnnxModel merged = OnnxChain.merge(List.of(
                Links.sum("a", "b", "ab"), Links.copy("a", "a2", ElementType.FLOAT, 1), Links.sum("ab", "a", "aba")));

        try (OnnxScorer scorer = new OnnxScorer(merged.bytes())) {
            assertThat(scorer.inputs()).extracting(TensorSpec::toString).containsExactly("a DOUBLE[N]", "b DOUBLE[N]");
            Batch scored = scorer.score(Batch.of(Map.of(
                    "a", new Column.Doubles(new double[] {1, 2}), "b", new Column.Doubles(new double[] {10, 20}))));
            assertThat(((Column.Doubles) scored.column("aba")).values()).containsExactly(12, 24);
        }
    }

    @Test
    void graphsWithinAGraphSeeTheRenamedNames() {
        OnnxModel merged = OnnxChain.merge(List.of(Links.sum("chain/a", "b", "x"), Links.ifPositive()), List.of("x"));

        try (OnnxScorer scorer = new OnnxScorer(merged.bytes())) {
            for (double a : new double[] {3, -3}) {
                Batch scored = scorer.score(Batch.of(Map.of(
                        "chain/a", new Column.Doubles(new double[] {a}), "b", new Column.Doubles(new double[] {1}))));
                assertThat(((Column.Doubles) scored.column("y")).values()).containsExactly(a > 0 ? -a - 1 : a + 1);
            }
        }
    }

    @Test
    void aChainOfChainsIsAChain() {
        OnnxModel one = Links.sum("a", "b", "c");
        OnnxModel two = Links.sum("c", "a", "d");
        OnnxModel three = Links.sum("d", "b", "e");

        OnnxModel merged = OnnxChain.merge(List.of(OnnxChain.merge(List.of(one, two)), three));

        try (OnnxScorer scorer = new OnnxScorer(merged.bytes())) {
            Batch scored = scorer.score(Batch.of(
                    Map.of("a", new Column.Doubles(new double[] {1}), "b", new Column.Doubles(new double[] {10}))));
            assertThat(((Column.Doubles) scored.column("e")).values()).containsExactly(22);
        }
        assertThat(OnnxChain.merge(List.of(one, two))).isEqualTo(OnnxChain.merge(List.of(one, two)));
    }

    @Test
    void whatDoesNotFitIsNamed() {
        OnnxModel ab = Links.copy("a", "b", ElementType.DOUBLE, 2);

        assertRejected("There are no models to merge.");
        assertRejected(
                "Model 2 of 2 takes b DOUBLE[N,3], and the chain has b DOUBLE[N,2] there. Export one of them with the"
                        + " type and width of the other.",
                ab,
                Links.copy("b", "c", ElementType.DOUBLE, 3));
        assertRejected(
                "takes b DOUBLE[N], and the chain has b DOUBLE[N,2] there",
                ab,
                Links.copy("b", "c", ElementType.DOUBLE, Value.SCALAR));
        assertRejected(
                "takes b STRING[N,1], and the chain has b DOUBLE[N,2] there",
                ab,
                Links.copy("b", "c", ElementType.STRING, 1));
        assertRejected(
                "Model 2 of 2 gives b DOUBLE[N,2], and there is an input or an output b of the chain already. Export it"
                        + " under another name.",
                ab,
                ab);
        assertRejected(
                "Model 2 of 2 gives a DOUBLE[N,2], and there is an input or an output a of the chain already",
                ab,
                Links.copy("c", "a", ElementType.DOUBLE, 2));
        assertRejected(
                "Model 3 of 3 gives x DOUBLE[N,2], and there is an input or an output x of the chain already",
                ab,
                Links.copy("x", "c", ElementType.DOUBLE, 2),
                Links.copy("c", "x", ElementType.DOUBLE, 2));
    }

    @Test
    void anotherVersionOfTheOperatorsIsNamed() {
        OnnxModel first = Links.copy("a", "b", ElementType.DOUBLE, 2);
        OnnxModel second = Links.copy("b", "c", ElementType.DOUBLE, 2);

        assertRejected(
                "Model 1 of 2 has version 13 of the operators ai.onnx, and Model 2 of 2 has 15, in which one of the same"
                        + " name can compute something else. Export both with the same version (scikit-learn:"
                        + " target_opset).",
                first,
                Links.withOperators(second, "", 15));
        assertRejected(
                "Model 2 of 3 has version 3 of the operators ai.onnx.ml, and Model 3 of 3 has 5",
                first,
                Links.withOperators(second, "ai.onnx.ml", 3),
                Links.withOperators(Links.copy("c", "d", ElementType.DOUBLE, 2), "ai.onnx.ml", 5));
        assertRejected("Model 1 of 2 has functions of its own, such as double", Links.withFunction(first), second);
    }

    @Test
    void aModelThatDoesNotLoadOrARowStatusOfAnotherKindIsNamed() {
        OnnxModel first = Links.copy("a", "b", ElementType.DOUBLE, 2);

        assertRejected("This is not a model that ONNX Runtime loads", first, new OnnxModel(new byte[] {1, 2, 3}));
        assertRejected(
                "Model 2 of 2 gives row_status DOUBLE[N,2], and a row status is row_status INT64[N].",
                first,
                Links.copy("b", "row_status", ElementType.DOUBLE, 2));
        assertRejected(
                "Model 2 of 2 gives row_status without the metadata property lastmile.row_status.rules",
                first,
                Links.copy("n", "row_status", ElementType.INT64, Value.SCALAR));
    }

    @Test
    void anOutputThatCannotBeKeptIsNamed() {
        List<OnnxModel> models =
                List.of(Links.copy("a", "b", ElementType.DOUBLE, 2), Links.copy("b", "c", ElementType.DOUBLE, 2));

        for (List<String> kept : List.of(List.of("x"), List.of("c"), List.of("b", "b"), List.of("a"))) {
            assertThatThrownBy(() -> OnnxChain.merge(models, kept))
                    .isInstanceOf(OnnxModelException.class)
                    .hasMessage("Output " + kept.get(0)
                            + " cannot be kept: the models before the last one give [b]. Name some of these, each"
                            + " once.");
        }
    }

    private static void assertRejected(String message, OnnxModel... models) {
        assertThatThrownBy(() -> OnnxChain.merge(List.of(models)))
                .isInstanceOf(OnnxModelException.class)
                .hasMessageContaining(message);
    }

    /** What the models say one after the other; codes of later models are counted on from those before. */
    private static Map<String, Column> oneAfterTheOther(List<OnnxModel> models, Batch rows) {
        Map<String, Column> columns = new HashMap<>(rows.columns());
        Map<String, Column> given = new LinkedHashMap<>();
        long[] status = new long[rows.rows()];
        long rules = 0;
        for (OnnxModel model : models) {
            try (OnnxScorer scorer = new OnnxScorer(model.bytes())) {
                Batch scored = scorer.score(Batch.of(columns));
                columns.putAll(scored.columns());
                given.putAll(scored.columns());
                if (given.remove("row_status") instanceof Column.Longs codes) {
                    for (int i = 0; i < status.length; i++) {
                        status[i] = status[i] == 0 && codes.values()[i] != 0 ? rules + codes.values()[i] : status[i];
                    }
                    rules += scorer.metadata().get("lastmile.row_status.rules").split("\"action\"").length - 1;
                }
            }
        }
        given.put("row_status", new Column.Longs(status));
        return given;
    }

    private static void assertSame(Map<String, Column> expected, Batch actual) {
        assertThat(actual.columns().keySet()).containsExactlyElementsOf(expected.keySet());
        expected.forEach((name, column) -> {
            Column other = actual.column(name);
            if (column instanceof Column.Doubles doubles) {
                assertThat(bits(((Column.Doubles) other).values())).as(name).isEqualTo(bits(doubles.values()));
            } else if (column instanceof Column.DoubleVectors vectors) {
                assertThat(bits(((Column.DoubleVectors) other).flat())).as(name).isEqualTo(bits(vectors.flat()));
            } else if (column instanceof Column.Strings strings) {
                assertThat(((Column.Strings) other).values()).as(name).isEqualTo(strings.values());
            } else {
                assertThat(((Column.Longs) other).values()).as(name).isEqualTo(((Column.Longs) column).values());
            }
        });
    }

    private static long[] bits(double[] numbers) {
        return Arrays.stream(numbers).mapToLong(Double::doubleToLongBits).toArray();
    }

    private static long[] longs(Map<String, Column> columns, String name) {
        return ((Column.Longs) columns.get(name)).values();
    }

    private static String failure(OnnxTransformation transformation, Dataset<Row> rows) {
        try {
            transformation.apply(rows).collectAsList();
        } catch (RuntimeException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            return cause.getMessage();
        } catch (Exception e) {
            return String.valueOf(
                    e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
        }
        return "no failure";
    }

    private static OnnxModel bucketizer(String column, String result, String handleInvalid) {
        Bucketizer stage = new Bucketizer()
                .setInputCol(column)
                .setOutputCol(result)
                .setSplits(new double[] {0, 6, 9})
                .setHandleInvalid(handleInvalid);
        return export(stage, Flowers.SCHEMA, result);
    }

    private static OnnxModel export(Transformer model, StructType schema, String... outputs) {
        return SparkMlExporter.export(model, schema, List.of(outputs));
    }

    private static Batch flowers(double[][] rows) {
        Map<String, Column> columns = new LinkedHashMap<>();
        for (int j = 0; j < Flowers.COLUMNS.length; j++) {
            int place = j;
            columns.put(
                    Flowers.COLUMNS[j],
                    new Column.Doubles(
                            Arrays.stream(rows).mapToDouble(row -> row[place]).toArray()));
        }
        return Batch.of(columns);
    }

    private static List<String> names() {
        return List.of(Flowers.COLUMNS);
    }

    private static Model<Label> tribuo(OnnxModel features) {
        double[][] rows = Flowers.numbers(150, 1);
        double[] flat;
        try (OnnxScorer scorer = new OnnxScorer(features.bytes())) {
            flat = ((Column.DoubleVectors) scorer.score(flowers(rows)).column("features")).flat();
        }
        double[][] made = new double[rows.length][];
        String[] labels = new String[rows.length];
        for (int i = 0; i < rows.length; i++) {
            made[i] = Arrays.copyOfRange(flat, 4 * i, 4 * i + 4);
            labels[i] = List.of("small", "middle", "large").get(i % 3);
        }
        return new LogisticRegressionTrainer().train(new TribuoRows(names()).dataset(made, labels, "flowers"));
    }
}
