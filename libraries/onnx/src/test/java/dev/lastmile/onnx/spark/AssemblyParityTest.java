package dev.lastmile.onnx.spark;

import static dev.lastmile.onnx.fixture.Agreement.EXACT;
import static dev.lastmile.onnx.fixture.Agreement.TIGHT;
import static dev.lastmile.onnx.fixture.Agreement.assertAgree;
import static dev.lastmile.onnx.fixture.Agreement.metadata;
import static dev.lastmile.onnx.fixture.Agreement.statuses;
import static dev.lastmile.onnx.fixture.TestSpark.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.fixture.Flowers;
import dev.lastmile.onnx.fixture.TestSpark;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssemblyParityTest {
    private static final Double NAN = Double.NaN;

    @ParameterizedTest
    @ValueSource(strings = {"error", "skip", "keep"})
    void invalidRowsAreWhatSparkMakesOfThem(String handleInvalid) {
        PipelineModel model = Flowers.fitted(Flowers.assembler(handleInvalid), Flowers.scaler());
        Dataset<Row> rows = TestSpark.rows(
                Flowers.SCHEMA,
                row(0L, 5.0, 3.0, 1.0, 0.2, 0.0),
                row(1L, null, 3.0, 1.0, 0.2, 0.0),
                row(2L, 5.0, NAN, 1.0, 0.2, 0.0),
                row(3L, NAN, null, NAN, null, null),
                row(4L, 0.0, -0.0, 1e300, -1e-300, 0.0));

        ParityReport report = assertAgree(model, rows, List.of("features"), TIGHT);
        assertThat(report.rows()).isEqualTo(handleInvalid.equals("keep") ? 5 : 2);
        assertThat(report.invalidRows()).isEqualTo(handleInvalid.equals("keep") ? 0 : 3);
    }

    @Test
    void theStatusOfARowNamesItsFirstInvalidColumn() {
        PipelineModel model = Flowers.features();
        Dataset<Row> rows = TestSpark.rows(
                Flowers.SCHEMA,
                row(0L, 5.0, 3.0, 1.0, 0.2, 0.0),
                row(1L, 5.0, 3.0, null, NAN, 0.0),
                row(2L, 5.0, 3.0, 1.0, null, 0.0));

        assertThat(statuses(model, rows, List.of("features"))).containsExactly(0, 3, 4);
        assertThat(metadata(SparkMlExporter.export(model, rows.schema(), List.of("features"))))
                .containsEntry(
                        "lastmile.row_status",
                        "{\"0\":\"valid\","
                                + "\"1\":\"column sepal_length is null or NaN (VectorAssembler, handleInvalid error)\","
                                + "\"2\":\"column sepal_width is null or NaN (VectorAssembler, handleInvalid error)\","
                                + "\"3\":\"column petal_length is null or NaN (VectorAssembler, handleInvalid error)\","
                                + "\"4\":\"column petal_width is null or NaN (VectorAssembler, handleInvalid error)\"}")
                .containsEntry("lastmile.format", "1")
                .containsEntry("lastmile.output.features", "features of stage 2, StandardScalerModel");
    }

    @Test
    void columnsOfEveryTypeAndVectorsAreAssembled() {
        StructType schema = mixed(true);
        Dataset<Row> rows = TestSpark.rows(
                schema,
                row(1.5, 0.1f, 3, 1L << 53, true, (short) 4, (byte) 5, new BigDecimal("1.25"), dense(1, 2)),
                row(-1.5, -0.1f, -3, -7L, false, (short) -4, (byte) -5, new BigDecimal("-9.75"), sparse()),
                row(0.0, 0f, 0, 0L, false, (short) 0, (byte) 0, new BigDecimal("0.00"), dense(0, NAN)));
        PipelineModel model = new PipelineModel("p", new Transformer[] {assembler("error", schema.fieldNames())});

        assertAgree(model, rows, List.of("assembled"), EXACT);
    }

    @Test
    void smallIntegersAreInt64WhereTheyAreNeverNullAndDoubleOtherwise() {
        assertThat(inputTypes(mixed(false)))
                .containsEntry("i", ElementType.INT64)
                .containsEntry("s", ElementType.INT64)
                .containsEntry("y", ElementType.INT64)
                .containsEntry("z", ElementType.BOOL)
                .containsEntry("l", ElementType.INT64)
                .containsEntry("f", ElementType.FLOAT);
        assertThat(inputTypes(mixed(true)))
                .containsEntry("i", ElementType.DOUBLE)
                .containsEntry("s", ElementType.DOUBLE)
                .containsEntry("y", ElementType.DOUBLE)
                .containsEntry("z", ElementType.DOUBLE)
                .containsEntry("l", ElementType.DOUBLE)
                .containsEntry("f", ElementType.FLOAT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"error", "skip", "keep"})
    void nullsOfEveryTypeAreWhatSparkMakesOfThem(String handleInvalid) {
        StructType schema = mixed(true);
        BigDecimal one = new BigDecimal("1.00");
        Dataset<Row> rows = TestSpark.rows(
                schema,
                row(1.0, 1f, 1, 1L, true, (short) 1, (byte) 1, one, dense(1, 2)),
                row(1.0, null, 1, 1L, true, (short) 1, (byte) 1, one, dense(1, 2)),
                row(1.0, Float.NaN, 1, 1L, true, (short) 1, (byte) 1, one, dense(1, 2)),
                row(1.0, 1f, null, 1L, true, (short) 1, (byte) 1, one, dense(1, 2)),
                row(1.0, 1f, 1, null, true, (short) 1, (byte) 1, one, dense(1, 2)),
                row(1.0, 1f, 1, 1L, null, (short) 1, (byte) 1, one, dense(1, 2)),
                row(1.0, 1f, 1, 1L, true, null, (byte) 1, one, dense(1, 2)),
                row(1.0, 1f, 1, 1L, true, (short) 1, null, one, dense(1, 2)),
                row(1.0, 1f, 1, 1L, true, (short) 1, (byte) 1, null, dense(1, 2)),
                row(1.0, 1f, 1, 1L, true, (short) 1, (byte) 1, one, null),
                row(1.0, 1f, 1, 1L, true, (short) 1, (byte) 1, one, dense(NAN, 2)));
        PipelineModel model = new PipelineModel("p", new Transformer[] {assembler(handleInvalid, schema.fieldNames())});

        ParityReport report = assertAgree(model, rows, List.of("assembled"), EXACT);
        assertThat(report.rows()).isEqualTo(handleInvalid.equals("keep") ? 11 : 2);
    }

    @Test
    void theStageThatComesFirstDecidesOnARow() {
        PipelineModel model = new PipelineModel("p", new Transformer[] {
            assembler("skip", "a").setOutputCol("first"),
            assembler("error", "a", "b").setOutputCol("second"),
            assembler("skip", "b", "c").setOutputCol("third")
        });
        Dataset<Row> rows = TestSpark.rows(
                "a double, b double, c double",
                row(1.0, 2.0, 3.0),
                row(NAN, NAN, 3.0),
                row(1.0, NAN, 3.0),
                row(1.0, 2.0, null));

        ParityReport report = assertAgree(model, rows, List.of("second", "third"), TIGHT);
        assertThat(report.rows()).isEqualTo(1);
        assertThat(statuses(model, rows, List.of("second", "third"))).containsExactly(0, 1, 3, 5);
        // Spark computes no column that nobody reads, so its errors do not happen; rows are skipped all the same.
        assertAgree(model, rows, List.of("first"), TIGHT);
        assertThat(statuses(model, rows, List.of("first"))).containsExactly(0, 1, 2, 3);
    }

    @Test
    void aVectorThatIsNullIsRejectedAsSparkFailsOnIt() {
        Dataset<Row> rows = Flowers.fitted(Flowers.assembler("error"))
                .transform(Flowers.frame(20, 3))
                .select("assembled");
        PipelineModel model = Flowers.fitted(rows, Flowers.scaler());
        Dataset<Row> heldOut = TestSpark.rows(
                new StructType().add("assembled", SQLDataTypes.VectorType()),
                row(Vectors.dense(1, 2, 3, 4)),
                row(new Object[] {null}),
                row(Vectors.dense(1, NAN, 3, 4)));

        ParityReport report = assertAgree(model, heldOut, List.of("features"), TIGHT);
        assertThat(report.rows()).isEqualTo(2);
        assertThat(report.invalidRows()).isEqualTo(1);
    }

    @Test
    void aPipelineThatRejectsNothingStillGivesAStatus() {
        PipelineModel model = Flowers.fitted(Flowers.assembler("keep"));
        Dataset<Row> rows = Flowers.frame(7, 1);

        assertThat(statuses(model, rows, List.of("assembled"))).containsOnly(0).hasSize(7);
    }

    private static VectorAssembler assembler(String handleInvalid, String... columns) {
        return new VectorAssembler()
                .setInputCols(columns)
                .setOutputCol("assembled")
                .setHandleInvalid(handleInvalid);
    }

    private static StructType mixed(boolean nullable) {
        return new StructType()
                .add("d", DataTypes.DoubleType, nullable)
                .add("f", DataTypes.FloatType, nullable)
                .add("i", DataTypes.IntegerType, nullable)
                .add("l", DataTypes.LongType, nullable)
                .add("z", DataTypes.BooleanType, nullable)
                .add("s", DataTypes.ShortType, nullable)
                .add("y", DataTypes.ByteType, nullable)
                .add("m", DataTypes.createDecimalType(8, 2), nullable)
                .add("v", SQLDataTypes.VectorType(), nullable, new AttributeGroup("v", 2).toMetadata());
    }

    private static Map<String, ElementType> inputTypes(StructType schema) {
        PipelineModel model = new PipelineModel("p", new Transformer[] {assembler("error", schema.fieldNames())});
        Map<String, ElementType> types = new LinkedHashMap<>();
        OnnxModel onnx = SparkMlExporter.export(model, schema, List.of("assembled"));
        try (OnnxScorer scorer = new OnnxScorer(onnx.bytes())) {
            scorer.inputs().forEach(input -> types.put(input.name(), input.type()));
        }
        return types;
    }

    private static Vector dense(double... values) {
        return Vectors.dense(values);
    }

    private static Vector sparse() {
        return Vectors.sparse(2, new int[] {1}, new double[] {4});
    }
}
