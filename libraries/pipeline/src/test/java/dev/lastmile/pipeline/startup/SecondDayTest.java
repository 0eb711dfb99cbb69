package dev.lastmile.pipeline.startup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.lake.Contract;
import dev.lastmile.lake.DatasetName;
import dev.lastmile.lake.Lake;
import dev.lastmile.lake.LakeConfig;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.lake.SnapshotRef;
import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.increment.DerivedDataset;
import dev.lastmile.pipeline.increment.IncrementOptions;
import dev.lastmile.pipeline.ingest.RawDataset;
import dev.lastmile.pipeline.ingest.RawOptions;
import dev.lastmile.pipeline.ingest.text.TextFormat;
import dev.lastmile.pipeline.step.Step;
import dev.lastmile.pipeline.step.StepMain;
import dev.lastmile.pipeline.step.StepRun;
import dev.lastmile.testing.SharedSpark;
import dev.lastmile.tracking.ModelVersion;
import dev.lastmile.tracking.model.ModelTags;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Steps that run again: new files, corrected rows, another model, some days. */
@Tag("ci")
class SecondDayTest {
    private static final Contract VISITS = Contract.parse(new DatasetName("raw", "visits"), """
            {"type": "struct", "fields": [
              {"name": "id", "type": "long", "nullable": false, "metadata": {"role": "key"}},
              {"name": "day", "type": "date", "nullable": false, "metadata": {"role": "time"}},
              {"name": "pulse", "type": "integer", "nullable": false, "metadata": {"max": 300}}],
             "rules": {"load": "upsert"}}
            """);
    private static final Contract SCORES = Contract.parse(new DatasetName("processed", "scores"), """
            {"type": "struct", "fields": [
              {"name": "id", "type": "long", "nullable": false, "metadata": {"role": "key"}},
              {"name": "score", "type": "integer", "nullable": false, "metadata": {}},
              {"name": "model_version", "type": "string", "nullable": false, "metadata": {}},
              {"name": "run_id", "type": "string", "nullable": false, "metadata": {}}]}
            """);
    private static final RawDataset DATASET = RawDataset.of(VISITS);

    @TempDir
    Path folder;

    private FakeTrackingServer server;
    private Project project;
    private String output;

    @BeforeEach
    void start() throws IOException {
        server = new FakeTrackingServer();
        project = new Project(
                "visits",
                folder,
                Map.of(
                        "MLFLOW_TRACKING_URI", server.address().toString(),
                        "LASTMILE_SPARK_MASTER", "local[2]",
                        "LASTMILE_CODE_VERSION", "test"));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

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

    /** Stands for a step that scores: the pulse times the version of the model. */
    @Command(name = "scores")
    static final class Scores implements Step {
        @Option(names = "--model")
        int model = 1;

        @Mixin
        IncrementOptions options = new IncrementOptions();

        @Override
        public String name() {
            return "scores";
        }

        @Override
        public void execute(StepRun run) {
            ModelVersion version = new ModelVersion(
                    "pulse",
                    Integer.toString(model),
                    "READY",
                    "run",
                    "source",
                    Map.of(ModelTags.DIGEST, "digest-" + model),
                    List.of());
            run.log().logModelInput(version);
            DerivedDataset.of(VISITS, SCORES)
                    .publish(
                            run,
                            run.latestSnapshot(VISITS),
                            List.of(version),
                            options,
                            rows -> rows.select(
                                    functions.col("id"),
                                    functions.col("pulse").multiply(model).as("score"),
                                    functions.lit(version.version()).as("model_version"),
                                    functions.lit(run.id()).as("run_id")));
        }
    }

    @Test
    void correctedAndNewRowsAreUpsertedAndAFileThatIsInAddsNothing() throws Exception {
        Path first = file("a.csv", "1,2026-01-01,60", "2,2026-01-02,70");
        Path second = file("b.csv", "2,2026-01-02,75", "3,2026-01-03,80", "3,2026-01-03,85");
        raw(first);
        raw(second);

        assertThat(visits()).containsExactly("1 60", "2 75", "3 85");
        raw(second);
        assertThat(output).contains("b.csv is already in lake.raw.visits under this contract", "0 rows added; 3 rows");
        assertThat(lake().history(VISITS.dataset())).hasSize(2);

        // All files again, into a dataset of their own, give the same rows as one after the other.
        assertThat(run(new RawVisits(), "--file=" + folder.resolve("*.csv"), "--mode=replace"))
                .isZero();
        assertThat(visits()).containsExactly("1 60", "2 75", "3 85");
    }

    @Test
    void onlyRowsThatAreNewOrReplacedAreScoredUnlessAllAreAskedFor() throws Exception {
        raw(file("a.csv", "1,2026-01-01,60", "2,2026-01-02,70", "3,2026-01-03,80"));
        scores();
        assertThat(scored()).containsExactly("1 60 v1 r1", "2 70 v1 r1", "3 80 v1 r1");

        scores();
        assertThat(output).contains("0 rows computed; 3 rows in lake.processed.scores");
        assertThat(lake().history(SCORES.dataset())).hasSize(1);

        raw(file("b.csv", "2,2026-01-02,75", "4,2026-01-04,90"));
        scores();
        assertThat(scored()).containsExactly("1 60 v1 r1", "2 75 v1 r2", "3 80 v1 r1", "4 90 v1 r2");

        // Two snapshots at once, in which a row was replaced twice.
        raw(file("c.csv", "4,2026-01-04,91", "5,2026-01-05,50"));
        raw(file("d.csv", "4,2026-01-04,92"));
        scores();
        assertThat(scored()).containsExactly("1 60 v1 r1", "2 75 v1 r2", "3 80 v1 r1", "4 92 v1 r3", "5 50 v1 r3");

        scores("--all");
        assertThat(scored()).containsExactly("1 60 v1 r4", "2 75 v1 r4", "3 80 v1 r4", "4 92 v1 r4", "5 50 v1 r4");
    }

    @Test
    void anotherModelScoresEverythingOrTheDaysThatAreAskedFor() throws Exception {
        raw(file("a.csv", "1,2026-01-01,60", "2,2026-01-02,70", "3,2026-01-03,80"));
        scores();
        raw(file("b.csv", "4,2025-12-31,50"));

        scores("--model=2", "--from=2026-01-02", "--until=2026-01-03");
        assertThat(scored()).containsExactly("1 60 v1 r1", "2 140 v2 r2", "3 80 v1 r1", "4 100 v2 r2");

        scores("--model=2");
        assertThat(scored()).containsExactly("1 120 v2 r3", "2 140 v2 r3", "3 160 v2 r3", "4 100 v2 r3");

        scores("--model=2", "--from=2026-01-03");
        raw(file("c.csv", "5,2026-01-05,10"));
        scores("--model=2");
        assertThat(scored()).containsExactly("1 120 v2 r3", "2 140 v2 r3", "3 160 v2 r4", "4 100 v2 r3", "5 20 v2 r5");
    }

    @Test
    void replacedRawRowsAreAllScoredAgain() throws Exception {
        raw(file("a.csv", "1,2026-01-01,60", "2,2026-01-02,70"));
        scores();
        assertThat(run(new RawVisits(), "--file=" + file("b.csv", "1,2026-01-01,61"), "--mode=replace"))
                .isZero();
        scores();

        assertThat(scored()).containsExactly("1 61 v1 r2");
    }

    @Test
    void daysThatAreNoneAreReported() throws Exception {
        raw(file("a.csv", "1,2026-01-01,60"));
        assertThat(run(new Scores(), "--from=2026-01-01")).isEqualTo(1);
        assertThat(output).contains("Days of lake.processed.scores cannot be computed alone: there is no snapshot yet");
        scores();
        assertThat(run(new Scores(), "--from=January")).isEqualTo(1);
        assertThat(output).contains("--from=January is not a day. Give one such as 2026-01-31.");
        assertThat(run(new Scores(), "--from=2026-01-02", "--until=2026-01-02")).isEqualTo(1);
        assertThat(output).contains("No day is from 2026-01-02 until before 2026-01-02.");
        assertThat(run(new Scores(), "--from=2026-01-02", "--all")).isEqualTo(1);
        assertThat(output).contains("Leave one of them out.");
    }

    private Path file(String name, String... rows) throws IOException {
        return Files.writeString(folder.resolve(name), "id,day,pulse\n" + String.join("\n", rows) + "\n");
    }

    private void raw(Path file) {
        assertThat(run(new RawVisits(), "--file=" + file)).as(output).isZero();
    }

    private void scores(String... arguments) {
        assertThat(run(new Scores(), arguments)).as(output).isZero();
    }

    private int run(Step step, String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream captured = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        System.setOut(captured);
        System.setErr(captured);
        try {
            return StepMain.run(() -> project, step, arguments);
        } finally {
            System.setOut(out);
            System.setErr(err);
            output = bytes.toString(StandardCharsets.UTF_8);
        }
    }

    private Lake lake() {
        SharedSpark.session();
        return Lake.open("visits", LakeConfig.fromEnvironment(Map.of(), folder));
    }

    private List<String> visits() {
        return lake().read(VISITS, SnapshotRef.current()).orderBy("id").collectAsList().stream()
                .map(row -> row.getLong(0) + " " + row.getInt(2))
                .toList();
    }

    /** Id, score, version, and the run as its number among those that have published. */
    private List<String> scored() {
        Lake lake = lake();
        List<Snapshot> history = lake.history(SCORES.dataset());
        List<String> runs = new java.util.ArrayList<>(history.stream()
                .map(snapshot -> snapshot.tag().substring("run-".length()))
                .toList());
        java.util.Collections.reverse(runs);
        return lake.read(SCORES, SnapshotRef.current()).orderBy("id").collectAsList().stream()
                .map(row -> row.getLong(0) + " " + row.getInt(1) + " v" + row.getString(2) + " r"
                        + (runs.indexOf(row.getString(3)) + 1))
                .toList();
    }
}
