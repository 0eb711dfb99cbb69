package dev.lastmile.onnx.spark;

import static dev.lastmile.onnx.fixture.TestSpark.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.fixture.TestSpark;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatePartsTest {
    private static final StructType SCHEMA =
            StructType.fromDDL("born date, `placed at` timestamp not null, local timestamp_ntz, text string");

    @Test
    void addsEveryPartThatTheColumnHas() {
        StructType dates = new DateParts().setInputCol("born").transformSchema(SCHEMA);
        StructType timestamps = new DateParts().setInputCol("placed at").transformSchema(SCHEMA);

        assertThat(dates.fieldNames())
                .containsExactly(
                        "born",
                        "placed at",
                        "local",
                        "text",
                        "born_year",
                        "born_quarter",
                        "born_month",
                        "born_day",
                        "born_day_of_week",
                        "born_is_weekend",
                        "born_epoch_seconds");
        assertThat(timestamps.fieldNames()).hasSize(12).contains("placed at_hour");
        assertThat(timestamps.apply("placed at_hour").dataType()).isEqualTo(DataTypes.DoubleType);
    }

    @Test
    void theSchemaIsThatOfTheTransformedRows() {
        Dataset<Row> rows = TestSpark.session().createDataFrame(List.of(), SCHEMA);
        DateParts parts = new DateParts().setInputCol("placed at").setParts(DatePart.HOUR, DatePart.IS_WEEKEND);

        assertThat(parts.transform(rows).schema()).isEqualTo(parts.transformSchema(SCHEMA));
    }

    @Test
    void whatIsWrongIsNamedWithTheRemedy() {
        assertRejected(new DateParts(), "inputCol is not set. Set it to a column of date or timestamp.");
        assertRejected(
                new DateParts().setInputCol("x"),
                "column x does not exist; the columns are [born, placed at, local, text]. Set inputCol to one of these.");
        assertRejected(
                new DateParts().setInputCol("text"),
                "column text is string and not a date or a timestamp. Cast it before the pipeline");
        assertRejected(
                new DateParts().setInputCol("local"),
                "column local is timestamp_ntz and not a date or a timestamp. Convert it to timestamp, from the time zone");
        assertRejected(
                new DateParts().setInputCol("born").setParts(DatePart.YEAR, DatePart.HOUR),
                "column born is a date, which has no hour. Leave that part out");
        assertRejected(
                new DateParts().setInputCol("born").setParts(DatePart.YEAR, DatePart.YEAR),
                "parts is [year, year]. Name at least one of [year, quarter,");
        DateParts unknown = new DateParts().setInputCol("born");
        unknown.set(unknown.parts(), new String[] {"minute"});
        assertRejected(unknown, "parts has minute. Name at least one of [year, quarter,");
        assertRejected(
                new DateParts().setInputCol("born").setParts(DatePart.YEAR).setOutputCols("a", "b"),
                "outputCols is [a, b], and the parts are [year]. Name one for each.");
        assertRejected(
                new DateParts().setInputCol("born").setParts(DatePart.YEAR).setOutputCols("Text"),
                "column Text already exists. Set outputCols");
        assertRejected(
                new DateParts().setInputCol("born").setEpoch("2020-01-01"),
                "epoch is 2020-01-01, which is not a timestamp in ISO 8601 with offset. Set one such as");
    }

    @Test
    void aSavedOneIsExportedAlike(@TempDir Path folder) throws IOException {
        DateParts parts = new DateParts()
                .setInputCol("placed at")
                .setParts(DatePart.HOUR, DatePart.EPOCH_SECONDS)
                .setOutputCols("hour", "age")
                .setEpoch("2000-01-01T00:00:00Z");
        PipelineModel model = new PipelineModel("p", new org.apache.spark.ml.Transformer[] {parts});
        model.write().save(folder.resolve("pipeline").toString());
        parts.write().save(folder.resolve("stage").toString());

        PipelineModel loaded = PipelineModel.load(folder.resolve("pipeline").toString());

        List<String> outputs = List.of("hour", "age");
        OnnxModel expected = SparkMlExporter.export(model, SCHEMA, outputs);
        assertThat(SparkMlExporter.export(loaded, SCHEMA, outputs)).isEqualTo(expected);
        assertThat(SparkMlExporter.export(DateParts.load(folder.resolve("stage").toString()), SCHEMA, outputs))
                .isEqualTo(expected);
    }

    @Test
    void oneFeedsTheFeaturesOfAPipeline() {
        Dataset<Row> rows = TestSpark.rows(
                "placed_at timestamp, born date",
                row(Instant.parse("2024-05-04T12:30:00Z"), LocalDate.parse("1990-01-31")),
                row(null, null));
        PipelineModel model = new Pipeline()
                .setStages(new PipelineStage[] {
                    new DateParts().setInputCol("placed_at").setParts(DatePart.HOUR, DatePart.IS_WEEKEND),
                    new DateParts().setInputCol("born").setParts(DatePart.YEAR),
                    new VectorAssembler()
                            .setInputCols(new String[] {"placed_at_hour", "placed_at_is_weekend", "born_year"})
                            .setHandleInvalid("keep")
                            .setOutputCol("features")
                })
                .fit(rows);

        Row scored = OnnxTransformation.of(SparkMlExporter.export(model, rows.schema(), List.of("features")))
                .apply(rows)
                .first();

        assertThat(scored.<org.apache.spark.ml.linalg.Vector>getAs("features").toArray())
                .containsExactly(12, 1, 1990);
    }

    @Test
    void aStageThatReadsNumbersRejectsDates() {
        VectorAssembler assembler =
                new VectorAssembler().setInputCols(new String[] {"born"}).setOutputCol("out");

        assertThatThrownBy(() -> SparkMlExporter.export(assembler, SCHEMA, List.of("out")))
                .isInstanceOf(UnsupportedStageException.class)
                .hasMessageContaining(
                        "column born is a date, which is not a number. Put a DateParts before this stage.");
    }

    @Test
    void aColumnOfAnotherTypeIsRejectedInBatch() {
        OnnxModel model = SparkMlExporter.export(new DateParts().setInputCol("born"), SCHEMA, List.of("born_year"));

        assertThatThrownBy(
                        () -> OnnxTransformation.of(model).apply(TestSpark.rows("born timestamp", row(Instant.EPOCH))))
                .isInstanceOf(OnnxModelException.class)
                .hasMessageContaining("it takes born DOUBLE[N] of date, and column born is timestamp");
        assertThatThrownBy(() -> OnnxTransformation.of(model).apply(TestSpark.rows("born bigint", row(1L))))
                .hasMessageContaining("it takes born DOUBLE[N] of date, and column born is bigint");
    }

    @Test
    void aTimestampThatADoubleDoesNotHaveIsRejected() {
        StructType nullable = StructType.fromDDL("x timestamp");
        OnnxModel model = SparkMlExporter.export(new DateParts().setInputCol("x"), nullable, List.of("x_hour"));
        Instant last = Instant.parse("2255-06-05T23:47:34.740992Z");

        assertThat(OnnxTransformation.of(model)
                        .apply(TestSpark.rows(nullable, row(last)))
                        .first()
                        .<Double>getAs("x_hour"))
                .isEqualTo(23);
        assertThatThrownBy(() -> OnnxTransformation.of(model)
                        .apply(TestSpark.rows(nullable, row(last.plusNanos(1000))))
                        .collectAsList())
                .hasStackTraceContaining(
                        "Row with x 2255-06-05T23:47:34.740993Z: column x is 2255-06-05T23:47:34.740993Z,"
                                + " and the model takes it as DOUBLE, which does not have all microseconds before 1684 and after 2255.");
    }

    private static void assertRejected(DateParts parts, String message) {
        assertThatThrownBy(() -> parts.transformSchema(SCHEMA))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("DateParts (" + parts.uid() + "): " + message);
    }
}
