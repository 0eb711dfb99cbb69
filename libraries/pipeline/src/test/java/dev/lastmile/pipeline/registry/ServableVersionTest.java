package dev.lastmile.pipeline.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.contract.InputContract;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.Tolerance;
import dev.lastmile.onnx.spark.SparkMlExporter;
import dev.lastmile.onnx.spark.SparkParity;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.testing.SharedSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the service's own loader says of candidates. */
class ServableVersionTest {
    private static final ServableVersion SERVABLE = new ServableVersion(null); // features need no registry

    @TempDir
    Path folder;

    @Test
    void featuresOfColumnsAreServable() throws Exception {
        Dataset<Row> rows = SharedSpark.rows("a double not null, b boolean", SharedSpark.row(1.0, true));
        Candidate candidate = candidate(
                rows,
                new VectorAssembler()
                        .setInputCols(new String[] {"a", "b"})
                        .setHandleInvalid("keep")
                        .setOutputCol("features"));

        require(candidate);

        assertThat(Files.readString(folder.resolve(InputContract.FILE))).contains("\"name\" : \"b\"");
        assertThat(FileDigests.tags(folder)).containsKey("lastmile.digest.contract.json");
    }

    @Test
    void featuresThatARequestCannotContainAreNotRegistered() {
        Dataset<Row> vectors = new VectorAssembler()
                .setInputCols(new String[] {"a"})
                .setOutputCol("v")
                .transform(SharedSpark.rows("a double not null", SharedSpark.row(1.0), SharedSpark.row(2.0)));
        Candidate candidate =
                candidate(vectors, new StandardScaler().setInputCol("v").setOutputCol("features"));

        assertThatThrownBy(() -> require(candidate))
                .isInstanceOf(StepException.class)
                .hasMessageStartingWith(
                        "numbers is not registered: the service could not serve it. numbers/candidate takes"
                                + " v as tensor by its signature, and as v double[N,1] by its graph");
    }

    @Test
    void goldenRowsThatTheGraphDoesNotReproduceAreNotRegistered() throws Exception {
        Dataset<Row> rows = SharedSpark.rows("a double not null", SharedSpark.row(1.5));
        Candidate candidate = candidate(
                rows, new VectorAssembler().setInputCols(new String[] {"a"}).setOutputCol("features"));
        candidate.write(folder, "run-1");
        Path golden = folder.resolve("golden_rows.json");
        Files.writeString(golden, Files.readString(golden).replaceFirst("1\\.5(?![\\s\\S]*1\\.5)", "2.5"));

        assertThatThrownBy(() -> SERVABLE.require(candidate, folder, Map.of(), Optional.empty(), folder))
                .isInstanceOf(StepException.class)
                .hasMessageContaining("numbers/candidate does not reproduce its golden rows");
    }

    private void require(Candidate candidate) {
        candidate.write(folder, "run-1");
        SERVABLE.require(candidate, folder, Map.of(), Optional.empty(), folder);
    }

    private static Candidate candidate(Dataset<Row> rows, PipelineStage stage) {
        PipelineModel model =
                new Pipeline().setStages(new PipelineStage[] {stage}).fit(rows);
        OnnxModel onnx = SparkMlExporter.export(model, rows.schema(), List.of("features"));
        return Candidate.ofFeatures(
                "numbers",
                model,
                onnx,
                SparkParity.compare(model, onnx, rows, List.of("features"), Tolerance.DOUBLES),
                rows);
    }
}
