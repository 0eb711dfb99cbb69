package dev.lastmile.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.lake.Contract;
import dev.lastmile.lake.DatasetName;
import dev.lastmile.lake.Lake;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.lake.SnapshotRef;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.template.data.Datasets;
import dev.lastmile.tracking.ModelVersion;
import dev.lastmile.tracking.RegisteredModel;
import dev.lastmile.tracking.Run;
import dev.lastmile.tracking.RunStatus;
import dev.lastmile.tracking.TrackingClient;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What somebody sees of a project's lake and registry who looks while its steps run, fail and are killed. */
final class Observer implements AutoCloseable {
    private static final List<Contract> CONTRACTS = List.of(Datasets.RAW, Datasets.FEATURES, Datasets.PREDICTIONS);

    private final Sandbox sandbox;
    private final SparkSession spark;
    private final Lake lake;

    Observer(Sandbox sandbox) {
        this.sandbox = sandbox;
        this.spark = sandbox.openSession();
        this.lake = sandbox.lake(spark);
    }

    SparkSession spark() {
        return spark;
    }

    Lake lake() {
        return lake;
    }

    Dataset<Row> current(Contract contract) {
        return lake.read(contract, SnapshotRef.current());
    }

    /** Published snapshots, newest first, registered versions and who is champion, as one text to compare. */
    String state() {
        StringBuilder state = new StringBuilder();
        for (Contract contract : CONTRACTS) {
            state.append(contract.dataset()).append(' ');
            lake.history(contract.dataset())
                    .forEach(snapshot -> state.append(snapshot.id()).append(' '));
            state.append('\n');
        }
        try (TrackingClient tracking = sandbox.tracking()) {
            for (RegisteredModel model : tracking.registeredModels()) {
                state.append(model.name()).append(' ').append(model.aliases());
                tracking.modelVersions(model.name())
                        .forEach(version -> state.append(' ').append(version.version()));
                state.append('\n');
            }
        }
        return state.toString();
    }

    /** Kills a step where it has just changed something lasting: nothing half made shows, and the next run succeeds. */
    void killAndRunAgain(String boundary, String step) {
        String before = state();

        // With nothing but what is in already, a step of data would have nothing to publish.
        String[] arguments = switch (step) {
            case "raw-data" -> new String[] {"--mode=replace"};
            case "interim-data", "processed-data" -> new String[] {"--all"};
            default -> new String[0];
        };
        sandbox.killAt(boundary, step, arguments);

        nothingIsHalfMade();
        boolean published = boundary.equals("after-publish") || boundary.equals("between-version-and-alias");
        if (published) {
            assertThat(state()).isNotEqualTo(before);
        } else {
            assertThat(state()).isEqualTo(before);
        }

        String output = sandbox.run(step, arguments).succeeded().output();

        Run killed = runs(step).get(1);
        assertThat(killed.status()).isEqualTo(RunStatus.KILLED);
        assertThat(runs(step).get(0).status()).isEqualTo(RunStatus.FINISHED);
        if (boundary.equals("after-publish")) {
            assertThat(output).contains("was killed after it had published lake.");
            assertThat(outputs(killed)).hasSize(1);
        } else {
            assertThat(output).contains("was killed; what it had not published is dropped");
            assertThat(outputs(killed)).isEmpty();
        }
        assertThat(state()).isNotEqualTo(before);
        nothingIsHalfMade();
    }

    private List<Run> runs(String step) {
        try (TrackingClient tracking = sandbox.tracking()) {
            return tracking.searchRuns(
                    tracking.findOrCreateExperiment("iris"), "tags.\"lastmile.step\" = '" + step + "'", 10);
        }
    }

    // The snapshots that a run's tags name, of which the lake has every one.
    private List<Long> outputs(Run run) {
        return run.tags().entrySet().stream()
                .filter(tag -> tag.getKey().startsWith("lastmile.output."))
                .map(tag -> {
                    DatasetName dataset = DatasetName.parse(tag.getKey().substring("lastmile.output.".length()));
                    long id = Long.parseLong(tag.getValue());
                    assertThat(lake.find(dataset, SnapshotRef.id(id)))
                            .get()
                            .satisfies(snapshot -> assertThat(snapshot.summary().get("lastmile.run"))
                                    .isEqualTo(run.id()));
                    return id;
                })
                .toList();
    }

    /** Whatever can be seen is whole: checked and tagged snapshots of all rows, versions with every file and tag. */
    void nothingIsHalfMade() {
        for (Contract contract : CONTRACTS) {
            for (Snapshot snapshot : lake.history(contract.dataset())) {
                assertThat(snapshot.rows()).as(snapshot.toString()).isEqualTo(150);
                assertThat(snapshot.tag()).as(snapshot.toString()).startsWith("run-");
                assertThat(lake.read(contract, SnapshotRef.id(snapshot.id())).count())
                        .isEqualTo(150);
            }
        }
        try (TrackingClient tracking = sandbox.tracking()) {
            for (RegisteredModel model : tracking.registeredModels()) {
                for (ModelVersion version : tracking.modelVersions(model.name())) {
                    assertThat(version.status()).isEqualTo("READY");
                    assertThat(version.tags()).containsKeys("lastmile.digest", "lastmile.parity");
                    assertThat(tracking.downloadModelFile(version, "MLmodel")).isNotEmpty();
                    assertThat(new OnnxModel(tracking.downloadModelFile(version, "model.onnx")).digest())
                            .isEqualTo(version.tags().get("lastmile.digest"));
                    if (model.name().equals(Datasets.FEATURES_MODEL)) {
                        assertThat(tracking.downloadModelFile(version, "sparkml/metadata/_SUCCESS"))
                                .isEmpty();
                    }
                }
                model.aliases()
                        .values()
                        .forEach(version -> assertThat(tracking.modelVersion(model.name(), version))
                                .isPresent());
            }
        }
    }

    @Override
    public void close() {
        spark.stop();
    }
}
