package dev.lastmile.onnx.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.LogicalType;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.onnx.fixture.Agreement;
import dev.lastmile.onnx.fixture.BothWays;
import dev.lastmile.onnx.fixture.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.Imputer;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** With {@code -Dexpected.write=true} the page's table is written and not compared. */
class ColumnTypesTest {
    private static final Path TABLE = Path.of("../../docs/src/_column-types.adoc");

    static Stream<Arguments> cells() {
        return ColumnTypes.all().stream()
                .flatMap(type -> ColumnTypes.nullability().stream().map(nullable -> Arguments.of(type, nullable)));
    }

    @ParameterizedTest(name = "{0}, nullable {1}")
    @MethodSource("cells")
    void aVectorAssemblerReadsNumbersAndBooleans(ColumnTypes type, boolean nullable) {
        Dataset<Row> rows = TestSpark.rows(type.schema(nullable), type.rows(nullable));
        if (type.assembled()) {
            assertAgree(ColumnTypes.assembler(), rows);
        } else {
            assertThatThrownBy(() -> ColumnTypes.assembler().transformSchema(rows.schema()))
                    .hasMessageContaining("Data type " + type + " of column x is not supported");
        }
    }

    @ParameterizedTest(name = "{0}, nullable {1}")
    @MethodSource("cells")
    void theStageForATypeReadsIt(ColumnTypes type, boolean nullable) {
        Dataset<Row> rows = TestSpark.rows(type.schema(nullable), type.rows(nullable));

        type.stage().ifPresent(stage -> assertAgree(stage.apply("x", "out"), rows));
    }

    @Test
    void theTableOfTheDocumentationIsThatOfTheGraphs() throws IOException {
        if (Boolean.getBoolean("expected.write")) {
            Files.writeString(TABLE, table());
        }
        assertThat(TABLE).as("make update-expected writes it again").hasContent(table());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "decimal(16,2) | doubles, which represent decimals of up to 15 digits. Declare it as decimal(15,2) if that",
                "decimal(38,18) | doubles, which represent decimals of up to 15 digits. Declare it as decimal(15,15) if",
                "timestamp_ntz | a timestamp without time zone. Convert it to timestamp, from the time zone that",
                "binary | no input of a graph can be that. Convert it to a number, a string or a vector",
                "array<string> | no input of a graph can be that. Convert it to a number, a string or a vector"
            })
    void otherTypesAreRejectedBeforeThePipelineIsFitted(String type, String message) {
        StructType schema = StructType.fromDDL("id binary, x " + type + ", y int");
        Pipeline reads = new Pipeline().setStages(new PipelineStage[] {
            new Imputer().setInputCols(new String[] {"y", "x"}).setOutputCols(new String[] {"b", "a"})
        });
        Pipeline ignores = new Pipeline()
                .setStages(new PipelineStage[] {new Imputer().setInputCol("y").setOutputCol("b")});

        for (PipelineStage stage : List.of(reads, new CrossValidator().setEstimator(reads))) {
            assertThatThrownBy(() -> SparkMlExporter.requireInputs(stage, schema))
                    .isInstanceOf(OnnxModelException.class)
                    .hasMessageStartingWith("The pipeline reads column x, which is " + type + ", ")
                    .hasMessageContaining(message);
        }
        SparkMlExporter.requireInputs(ignores, schema);
    }

    @Test
    void integersAreExactOrRejected() {
        OnnxModel required = exported("x bigint not null");
        OnnxModel nullable = exported("x bigint");
        long most = 1L << 53;

        assertThat(score(required, "x bigint", Long.MAX_VALUE)).isEqualTo(0x1p63);
        assertThat(score(nullable, "x bigint", most)).isEqualTo(0x1p53);
        assertThatThrownBy(() -> score(nullable, "x bigint", most + 1))
                .hasStackTraceContaining("column x is 9007199254740993, and the model takes it as DOUBLE");
        for (OnnxModel model : List.of(required, nullable)) {
            assertThatThrownBy(() -> score(model, "x double", 3.5))
                    .isInstanceOf(OnnxModelException.class)
                    .hasMessageContaining("column x is double");
        }
    }

    private static OnnxModel exported(String schema) {
        return SparkMlExporter.export(
                (org.apache.spark.ml.Transformer) ColumnTypes.assembler(), StructType.fromDDL(schema), List.of("out"));
    }

    private static double score(OnnxModel model, String schema, Object value) {
        return OnnxTransformation.of(model)
                .apply(TestSpark.rows(schema, new Object[][] {{value}}))
                .first()
                .<org.apache.spark.ml.linalg.Vector>getAs("out")
                .apply(0);
    }

    private static void assertAgree(PipelineStage stage, Dataset<Row> rows) {
        SparkMlExporter.requireInputs(stage, rows.schema());
        PipelineModel model =
                new Pipeline().setStages(new PipelineStage[] {stage}).fit(rows);
        BothWays.assertAgree(model, rows, List.of("out"), Agreement.EXACT);
    }

    private static String table() {
        StringBuilder table = new StringBuilder(
                        "// Written from the code by ColumnTypesTest: see the page on tests.\n\n")
                .append("[cols=\"2,3,3,2,2\"]\n|===\n")
                .append(
                        "|Column |Graph input, never null |Graph input, nullable |`VectorAssembler` |Stage tested besides\n");
        for (ColumnTypes type : ColumnTypes.all()) {
            table.append("\n|`").append(type).append("`\n");
            ColumnTypes.nullability()
                    .forEach(nullable ->
                            table.append('|').append(input(type, nullable)).append('\n'));
            table.append(type.assembled() ? "|yes\n" : "|rejected by Spark\n");
            table.append(type.stage().isPresent() ? "|`" + type.stageName() + "`\n" : "|\n");
        }
        return table.append("|===\n").toString();
    }

    private static String input(ColumnTypes type, boolean nullable) {
        Dataset<Row> rows = TestSpark.rows(type.schema(nullable), type.rows(nullable));
        PipelineStage stage = type.assembled()
                ? ColumnTypes.assembler()
                : type.stage().orElseThrow().apply("x", "out");
        PipelineModel model =
                new Pipeline().setStages(new PipelineStage[] {stage}).fit(rows);
        OnnxModel onnx = SparkMlExporter.export(model, rows.schema(), List.of("out"));
        try (OnnxScorer scorer = new OnnxScorer(onnx.bytes())) {
            Map<String, LogicalType> logical = LogicalType.ofInputs(scorer.metadata());
            String element = "`" + scorer.inputs().get(0).type() + "`";
            return logical.containsKey("x") ? element + " of logical type `" + logical.get("x") + "`" : element;
        }
    }
}
