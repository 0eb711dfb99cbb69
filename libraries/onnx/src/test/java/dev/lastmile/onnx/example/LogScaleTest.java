package dev.lastmile.onnx.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.Tolerance;
import dev.lastmile.onnx.fixture.Agreement;
import dev.lastmile.onnx.fixture.TestSpark;
import dev.lastmile.onnx.spark.SparkMlExporter;
import dev.lastmile.onnx.spark.SparkParity;
import dev.lastmile.onnx.spark.UnsupportedStageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.DoubleStream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogScaleTest {
    private final Dataset<Row> rows = TestSpark.rows(
            "income double not null, age int",
            DoubleStream.iterate(0, income -> 1.7 * income + 0.3)
                    .limit(60)
                    .mapToObj(income -> TestSpark.row(income, (int) (20 + income % 50)))
                    .toArray(Object[][]::new));

    // tag::parity[]
    @Test
    void agreesWithSpark() {
        LogScale log = new LogScale().setInputCol("income").setOutputCol("log_income");
        VectorAssembler assembler = new VectorAssembler()
                .setInputCols(new String[] {"log_income", "age"})
                .setOutputCol("assembled");
        StandardScaler scaler = new StandardScaler().setInputCol("assembled").setOutputCol("features");
        PipelineModel model = new Pipeline()
                .setStages(new PipelineStage[] {log, assembler, scaler})
                .fit(rows);

        OnnxModel onnx = SparkMlExporter.export(model, rows.schema(), List.of("features"));
        ParityReport report = SparkParity.compare(model, onnx, rows, List.of("features"), Tolerance.DOUBLES);

        assertThat(report.passed()).as(report.json()).isTrue();
        assertThat(report.rows()).isEqualTo(60);
    }
    // end::parity[]

    @Test
    void whatIsNoLogarithmOrMissingAgreesToo() {
        Dataset<Row> hard = TestSpark.rows(
                "income double",
                TestSpark.row(-1.0),
                TestSpark.row(-2.0),
                TestSpark.row(Double.NaN),
                TestSpark.row(Double.POSITIVE_INFINITY),
                TestSpark.row((Object) null));
        LogScale log = new LogScale().setInputCol("income").setOutputCol("log_income");

        assertThat(Agreement.assertAgree(log, hard, List.of("log_income"), Agreement.EXACT)
                        .rows())
                .isEqualTo(5);
    }

    @Test
    void aSavedOneIsExportedAlike(@TempDir Path folder) throws IOException {
        LogScale log =
                new LogScale().setInputCol("income").setOutputCol("log_income").setOffset(0.5);
        PipelineModel model =
                new Pipeline().setStages(new PipelineStage[] {log}).fit(rows);
        model.write().overwrite().save(folder.toString());

        PipelineModel loaded = PipelineModel.load(folder.toString());

        assertThat(SparkMlExporter.export(loaded, rows.schema(), List.of("log_income")))
                .isEqualTo(SparkMlExporter.export(model, rows.schema(), List.of("log_income")));
        Agreement.assertAgree(loaded, rows, List.of("log_income"), Agreement.TIGHT);
    }

    @Test
    void aValueThatItsConverterRejectsIsNamed() {
        LogScale log =
                new LogScale().setInputCol("income").setOutputCol("log_income").setOffset(Double.NaN);

        assertThatThrownBy(() -> SparkMlExporter.export(log, rows.schema(), List.of("log_income")))
                .isInstanceOf(UnsupportedStageException.class)
                .hasMessage("Stage LogScale (" + log.uid()
                        + "), parameter offset: it is NaN, and so is every result. Set a number.");
    }
}
