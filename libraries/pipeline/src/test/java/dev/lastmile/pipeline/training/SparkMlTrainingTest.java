package dev.lastmile.pipeline.training;

import static dev.lastmile.testing.SharedSpark.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.fixture.TrackingStub;
import dev.lastmile.pipeline.registry.Candidate;
import dev.lastmile.pipeline.run.RunLog;
import dev.lastmile.testing.SharedSpark;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkMlTrainingTest {
    @TempDir
    Path root;

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
            assertThat(FeatureNames.of(candidate.onnx(), "features")).containsExactly("a", "b");
            assertThat(candidate.tags()).isEmpty();
            assertThat(tracking.parameters()).containsEntry("VectorAssembler.outputCol", "\"features\"");
        }
    }
}
