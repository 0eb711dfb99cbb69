package dev.lastmile.pipeline.training;

import static dev.lastmile.testing.SharedSpark.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.fixture.TrackingStub;
import dev.lastmile.pipeline.registry.Candidate;
import dev.lastmile.pipeline.run.RunLog;
import dev.lastmile.testing.SharedSpark;
import dev.lastmile.tracking.ModelVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkMlTrainingTest {
    @TempDir
    Path root;

    @Test
    void aModelIsFittedComparedAndTiedToItsFeatures() throws Exception {
        StructType schema =
                new StructType().add("features", SQLDataTypes.VectorType()).add("height", "double");
        Dataset<Row> training = SharedSpark.rows(
                schema,
                row(Vectors.dense(1, 2), 8.0),
                row(Vectors.dense(2, 1), 7.0),
                row(Vectors.dense(3, 3), 15.0),
                row(Vectors.dense(4, 0), 8.0));
        Dataset<Row> heldOut = SharedSpark.rows(schema, row(Vectors.dense(5, 5), 25.0));
        ModelVersion features = new ModelVersion(
                "tree-features", "7", "READY", "run-0", "", Map.of("lastmile.digest", "sha256:abc"), List.of());

        try (TrackingStub tracking = new TrackingStub();
                RunLog log = new RunLog(new Project("trees", root, Map.of()), tracking.client(), "1")) {
            Candidate candidate = SparkMlTraining.candidate(
                    log,
                    "trees",
                    new LinearRegression().setLabelCol("height"),
                    new TrainingRows(training, heldOut),
                    List.of("prediction"),
                    features);

            assertThat(candidate.parity().passed()).isTrue();
            assertThat(candidate.parity().rows()).isEqualTo(1);
            assertThat(candidate.tags()).containsEntry("lastmile.features.version", "7");
            assertThat(tracking.parameters()).containsEntry("LinearRegression.labelCol", "\"height\"");
        }
    }

    @Test
    void aFeaturePipelineIsFittedAndCompared() throws Exception {
        Dataset<Row> trees = SharedSpark.rows("a double, b double", row(1.0, 2.0), row(3.0, 4.0));

        try (TrackingStub tracking = new TrackingStub();
                RunLog log = new RunLog(new Project("trees", root, Map.of()), tracking.client(), "1")) {
            Candidate candidate = SparkMlTraining.features(
                    log,
                    "tree-features",
                    new Pipeline().setStages(new PipelineStage[] {
                        new VectorAssembler()
                                .setInputCols(new String[] {"a", "b"})
                                .setOutputCol("features")
                    }),
                    new TrainingRows(trees, trees),
                    List.of("features"));

            assertThat(candidate.parity().passed()).isTrue();
            assertThat(candidate.tags()).isEmpty();
            assertThat(tracking.parameters()).containsEntry("VectorAssembler.outputCol", "\"features\"");
        }
    }
}
