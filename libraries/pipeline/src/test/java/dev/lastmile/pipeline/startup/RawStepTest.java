package dev.lastmile.pipeline.startup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.lake.Contract;
import dev.lastmile.lake.DatasetName;
import dev.lastmile.lake.Lake;
import dev.lastmile.lake.LakeConfig;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.lake.SnapshotRef;
import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.ingest.RawDataset;
import dev.lastmile.pipeline.ingest.RawOptions;
import dev.lastmile.pipeline.ingest.text.TextFormat;
import dev.lastmile.pipeline.split.RowId;
import dev.lastmile.pipeline.split.Split;
import dev.lastmile.pipeline.step.Step;
import dev.lastmile.pipeline.step.StepMain;
import dev.lastmile.pipeline.step.StepRun;
import dev.lastmile.testing.SharedSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A raw step as a project has it, with its command line and its tracking run. */
@Tag("ci")
class RawStepTest {
    private static final Contract VISITS = Contract.parse(new DatasetName("raw", "visits"), """
            {"type": "struct", "fields": [
              {"name": "id", "type": "long", "nullable": false, "metadata": {"key": true}},
              {"name": "pulse", "type": "integer", "nullable": false, "metadata": {"max": 300}},
              {"name": "side", "type": "string", "nullable": false, "metadata": {}}]}
            """);
    private static final RawDataset DATASET = RawDataset.of(VISITS)
            .withRowId("id", RowId.position())
            .withSplit("side", Split.byHash(List.of("pulse"), 1, 60, 20));

    @TempDir
    Path folder;

    @Command(name = "raw-visits")
    static final class RawVisits implements Step {
        @Mixin
        RawOptions options = new RawOptions();

        @Override
        public String name() {
            return "raw-visits";
        }

        @Override
        public List<DatasetName> outputs() {
            return DATASET.outputs();
        }

        @Override
        public void execute(StepRun run) {
            DATASET.ingest(run, options.text(TextFormat.csv(), "/none.csv", null), options);
        }
    }

    @Test
    void rejectsGoToTheirDatasetOnceAndARepeatedFileAddsNothing() throws Exception {
        Path file = Files.writeString(folder.resolve("visits.csv"), "pulse\n70\n5d\n301\n80\n");
        try (FakeTrackingServer server = new FakeTrackingServer()) {
            Project project = new Project(
                    "visits",
                    folder,
                    Map.of(
                            "MLFLOW_TRACKING_URI", server.address().toString(),
                            "LASTMILE_SPARK_MASTER", "local[2]",
                            "LASTMILE_CODE_VERSION", "test"));
            String[] quarantine = {"--file=" + file, "--on-reject=quarantine", "--max-reject-rate=0.5"};

            assertThat(StepMain.run(() -> project, new RawVisits(), "--file=" + file))
                    .isEqualTo(1);
            assertThat(StepMain.run(() -> project, new RawVisits(), quarantine)).isZero();
            assertThat(StepMain.run(() -> project, new RawVisits(), quarantine)).isZero();
            assertThat(StepMain.run(
                            () -> project,
                            new RawVisits(),
                            quarantine[0],
                            quarantine[1],
                            quarantine[2],
                            "--mode=replace"))
                    .isZero();
            assertThat(StepMain.run(() -> project, new RawVisits(), "--on-reject=perhaps"))
                    .isEqualTo(2);
        }

        SharedSpark.session();
        Lake lake = Lake.open("visits", LakeConfig.fromEnvironment(Map.of(), folder));
        List<Snapshot> history = lake.history(VISITS.dataset());
        assertThat(history).hasSize(2);
        assertThat(lake.read(VISITS, SnapshotRef.current()).orderBy("id").collectAsList())
                .extracting(row -> row.getLong(0) + " " + row.getInt(1))
                .containsExactly("2 70", "5 80");
        assertThat(lake.history(DATASET.rejects().dataset())).hasSize(1);
        assertThat(lake.read(DATASET.rejects(), SnapshotRef.current())
                        .select("file", "line", "column_name", "value", "rule")
                        .orderBy("line")
                        .collectAsList())
                .extracting(Row::toString)
                .containsExactly("[" + file + ",3,pulse,5d,type integer]", "[" + file + ",4,pulse,301,max 300]");
    }
}
