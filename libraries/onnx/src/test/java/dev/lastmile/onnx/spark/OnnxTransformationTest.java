package dev.lastmile.onnx.spark;

import static dev.lastmile.onnx.fixture.TestSpark.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.InvalidRowException;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.fixture.ExternalTensor;
import dev.lastmile.onnx.fixture.Flowers;
import dev.lastmile.onnx.fixture.Graphs;
import dev.lastmile.onnx.fixture.TestSpark;
import dev.lastmile.onnx.tribuo.TribuoExporter;
import dev.lastmile.onnx.tribuo.TribuoRows;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tribuo.Model;
import org.tribuo.classification.Label;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;

class OnnxTransformationTest {
    private static final PipelineModel PIPELINE = Flowers.features();
    private static final OnnxModel FEATURES = SparkMlExporter.export(PIPELINE, Flowers.SCHEMA, List.of("features"));
    private static final List<String> NAMES = List.of("f_1", "f_2", "f_3", "f_4");
    private static final Double NAN = Double.NaN;

    @Test
    void addsWhatSparkItselfAddsAndKeepsTheColumns() {
        Dataset<Row> rows = Flowers.frame(10_000, 7).repartition(5);

        Dataset<Row> scored = OnnxTransformation.of(FEATURES).apply(rows);

        assertThat(scored.columns())
                .containsExactly(
                        "id", "sepal_length", "sepal_width", "petal_length", "petal_width", "kind", "features");
        assertThat(scored.schema().apply("features").dataType()).isEqualTo(SQLDataTypes.VectorType());
        assertThat(byId(scored, "features")).hasSize(10_000).isEqualTo(byId(PIPELINE.transform(rows), "features"));
    }

    @ParameterizedTest
    @EnumSource
    void aModelWithDataInAnotherFileIsRejectedBeforeAnyRowIsScored(ExternalTensor place) {
        OnnxModel model = new OnnxModel(place.model(".env"));

        assertThatThrownBy(() -> OnnxTransformation.of(model).apply(TestSpark.rows("x double", row(1.0))))
                .isInstanceOf(OnnxModelException.class)
                .hasMessageContaining("has its data in another file, \".env\"");
    }

    @Test
    void twoModelsRunInOnePass() {
        Model<Label> classifier = classifier();
        OnnxModel onnx = TribuoExporter.export(classifier, "features", NAMES);
        Dataset<Row> rows = Flowers.frame(300, 8);

        Dataset<Row> scored =
                OnnxTransformation.of(FEATURES).then(onnx).withArrays().apply(rows);

        assertThat(scored.schema().apply("prediction").dataType()).isEqualTo(DataTypes.StringType);
        assertThat(scored.schema().apply("probability").dataType())
                .isEqualTo(DataTypes.createArrayType(DataTypes.DoubleType, false));
        Map<Long, Object> features = byId(PIPELINE.transform(rows), "features");
        TribuoRows tribuo = new TribuoRows(NAMES);
        for (Row row : scored.collectAsList()) {
            double[] vector = ((Vector) features.get(row.<Long>getAs("id"))).toArray();
            assertThat(row.<String>getAs("prediction"))
                    .isEqualTo(classifier
                            .predict(tribuo.example(vector))
                            .getOutput()
                            .getLabel());
            assertThat(row.getList(row.fieldIndex("probability"))).hasSize(3);
        }
    }

    @Test
    void noRowsGiveNoRows() {
        Dataset<Row> scored = OnnxTransformation.of(FEATURES).apply(TestSpark.rows(Flowers.SCHEMA));

        assertThat(scored.collectAsList()).isEmpty();
        assertThat(scored.columns()).endsWith("features");
    }

    @Test
    void oneRowAndPartitionsWithoutRowsAreScored() {
        Dataset<Row> one = Flowers.frame(1, 7).repartition(4);

        assertThat(OnnxTransformation.of(FEATURES).withBatchRows(1).apply(one).collectAsList())
                .hasSize(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OnnxTransformation.of(FEATURES).withBatchRows(0));
    }

    @Test
    void anInvalidRowFailsTheJobByItsKeysAndTheReason() {
        Dataset<Row> rows =
                TestSpark.rows(Flowers.SCHEMA, row(16L, 5.0, 3.0, 1.0, 0.2, 0.0), row(17L, 5.0, null, 1.0, 0.2, 0.0));

        assertThatThrownBy(() -> OnnxTransformation.of(FEATURES)
                        .withKeys(List.of("id"))
                        .apply(rows)
                        .collectAsList())
                .rootCause()
                .isInstanceOf(InvalidRowException.class)
                .hasMessage("Row with id 17 cannot be scored: column sepal_width is null or NaN (VectorAssembler,"
                        + " handleInvalid error). Correct the row, or leave it out.");
        assertThatThrownBy(() -> OnnxTransformation.of(FEATURES).apply(rows).collectAsList())
                .rootCause()
                .hasMessageStartingWith("Row with sepal_length 5.0, sepal_width null, petal_length 1.0,");
    }

    @Test
    void rowsThatSparkSkipsAreLeftOut() {
        PipelineModel skipping = Flowers.fitted(Flowers.assembler("skip"), Flowers.scaler());
        OnnxModel onnx = SparkMlExporter.export(skipping, Flowers.SCHEMA, List.of("features"));
        Dataset<Row> rows = TestSpark.rows(
                Flowers.SCHEMA,
                row(1L, 5.0, 3.0, 1.0, 0.2, 0.0),
                row(2L, NAN, 3.0, 1.0, 0.2, 0.0),
                row(3L, 5.0, null, 1.0, 0.2, 0.0),
                row(4L, 5.0, 3.0, 2.0, 0.2, 0.0));

        assertThat(byId(OnnxTransformation.of(onnx).then(classified()).apply(rows), "prediction"))
                .containsOnlyKeys(1L, 4L);
    }

    @Test
    void everythingThatDoesNotFitIsNamedAtOnce() {
        Dataset<Row> rows =
                TestSpark.rows("sepal_length string, petal_length double, petal_width string, Features int");

        assertThatThrownBy(() ->
                        OnnxTransformation.of(FEATURES).withKeys(List.of("id")).apply(rows))
                .isInstanceOf(OnnxModelException.class)
                .hasMessage("The model cannot score these rows: it takes sepal_length DOUBLE[N], and column"
                        + " sepal_length is string; it takes sepal_width DOUBLE[N], and there is no such column; it"
                        + " takes petal_width DOUBLE[N], and column petal_width is string; it gives features"
                        + " DOUBLE[N,4], and there is a column features already; there is no column id, by which rows"
                        + " are to be named. The rows have struct<sepal_length:string,petal_length:double,"
                        + "petal_width:string,Features:int>. Rename, convert or drop columns.");
        assertThatThrownBy(() -> OnnxTransformation.of(FEATURES)
                        .then(TribuoExporter.export(classifier(), "features", withUnknown()))
                        .apply(Flowers.frame(1, 1)))
                .hasMessageContaining(
                        "it takes features DOUBLE[N,5], and the model before it gives features DOUBLE[N,4]");
    }

    @Test
    void columnsOfTypesThatBecomeTheInputsWithoutLossAreTaken() {
        Dataset<Row> rows = TestSpark.rows(
                "sepal_length int, sepal_width decimal(4,2), petal_length float, petal_width boolean",
                row(5, new java.math.BigDecimal("3.25"), 1.5f, true));

        Row scored = OnnxTransformation.of(FEATURES).apply(rows).first();

        assertThat(scored.<Vector>getAs("features"))
                .isEqualTo(PIPELINE.transform(rows).first().<Vector>getAs("features"));
    }

    @Test
    void stringsAndWholeNumbersAreTakenAsVectorsOfOne() {
        Dataset<Row> rows = TestSpark.rows("name string, count bigint", row("a", 7L), row("b", -1L));

        assertThat(OnnxTransformation.of(Graphs.echoMatrices())
                        .apply(rows)
                        .select("name_out", "count_out")
                        .collectAsList())
                .containsExactly(RowFactory.create("a", 7L), RowFactory.create("b", -1L));
    }

    @Test
    void everyTypeGoesThroughAndANullThatHasNoFormIsNamed() {
        StructType schema = StructType.fromDDL("id int, `double` double, `float` float, `long` long, `string` string,"
                        + " `bool` boolean, `floats` array<float>")
                .add("doubles", SQLDataTypes.VectorType());
        List<Float> floats = List.of(1f, 2f, 3f);
        Vector vector = Vectors.sparse(2, new int[] {1}, new double[] {4});
        OnnxTransformation echo = OnnxTransformation.of(Graphs.echo()).withKeys(List.of("id"));

        Row scored = echo.apply(TestSpark.rows(schema, row(1, null, null, 7L, "a", true, floats, vector)))
                .first();
        assertThat(scored.<Double>getAs("double_out")).isNaN();
        assertThat(scored.<Float>getAs("float_out")).isNaN();
        assertThat(scored.<Long>getAs("long_out")).isEqualTo(7);
        assertThat(scored.<String>getAs("string_out")).isEqualTo("a");
        assertThat(scored.<Boolean>getAs("bool_out")).isTrue();
        assertThat(scored.<Vector>getAs("floats_out")).isEqualTo(Vectors.dense(1, 2, 3));
        assertThat(scored.<Vector>getAs("doubles_out")).isEqualTo(vector);

        assertThatThrownBy(() -> echo.apply(TestSpark.rows(schema, row(2, 1.0, 1f, null, "a", true, floats, vector)))
                        .collectAsList())
                .rootCause()
                .isInstanceOf(InvalidRowException.class)
                .hasMessage("Row with id 2: column long is null, and the model takes it as INT64, which has no null."
                        + " Fill it, or leave the row out.");
        assertThatThrownBy(() -> echo.apply(TestSpark.rows(schema, row(3, 1.0, 1f, 7L, null, true, floats, vector)))
                        .collectAsList())
                .rootCause()
                .hasMessageContaining("Row with id 3: column string is null");
        assertThatThrownBy(() -> echo.apply(
                                TestSpark.rows(schema, row(4, 1.0, 1f, 7L, "a", true, floats, Vectors.dense(1, 2, 3))))
                        .collectAsList())
                .rootCause()
                .hasMessage("Row with id 4: column doubles has 3 numbers, and the model takes 2. Correct the row, or"
                        + " leave it out.");
    }

    @Test
    void aVectorColumnSaysItsSizeSoThatItCanBeExportedAgain() {
        Dataset<Row> scored = OnnxTransformation.of(FEATURES).apply(Flowers.frame(30, 1));
        PipelineModel next = Flowers.fitted(
                scored,
                new org.apache.spark.ml.feature.VectorAssembler()
                        .setInputCols(new String[] {"features", "kind"})
                        .setOutputCol("all"));

        assertThat(SparkMlExporter.export(next, scored.schema(), List.of("all")))
                .isNotNull();
    }

    @Test
    void whatATaskCarriesCanBeSentToAnotherJvm() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        var plan = dev.lastmile.onnx.spark.internal.scoring.ScoringPlan.of(
                List.of(FEATURES),
                Flowers.SCHEMA,
                List.of("id"),
                false,
                4096,
                dev.lastmile.onnx.spark.internal.scoring.RowPolicy.NONE);
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new dev.lastmile.onnx.spark.internal.scoring.ScoringTask(
                    List.of(), plan, List.of(DataTypes.DoubleType)));
            out.writeObject(new dev.lastmile.onnx.spark.internal.scoring.ColumnarScoringTask(List.of(), plan));
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isNotNull();
        }
        assertThat(bytes.size()).isLessThan(10_000);
    }

    @Test
    void bytesThatAreNoModelAreRejectedBeforeAnyJob() {
        OnnxTransformation transformation = OnnxTransformation.of(new OnnxModel(new byte[] {1, 2, 3}));

        assertThatThrownBy(() -> transformation.apply(Flowers.frame(1, 1)))
                .isInstanceOf(OnnxModelException.class)
                .hasMessageStartingWith("This is not a model that ONNX Runtime loads: ");
    }

    private static OnnxModel classified() {
        return TribuoExporter.export(classifier(), "features", NAMES);
    }

    private static List<String> withUnknown() {
        return List.of("f_1", "f_2", "f_3", "f_4", "f_5");
    }

    private static Model<Label> classifier() {
        double[][] rows = Flowers.numbers(90, 1);
        String[] labels = new String[rows.length];
        Arrays.setAll(labels, i -> "kind-" + i % 3);
        return new LogisticRegressionTrainer().train(new TribuoRows(NAMES).dataset(rows, labels, "flowers"));
    }

    private static Map<Long, Object> byId(Dataset<Row> rows, String column) {
        return rows.select("id", column).collectAsList().stream()
                .collect(Collectors.toMap(row -> row.getLong(0), row -> row.get(1)));
    }
}
