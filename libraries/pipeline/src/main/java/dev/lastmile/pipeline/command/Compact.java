package dev.lastmile.pipeline.command;

import dev.lastmile.lake.DatasetName;
import dev.lastmile.lake.Lake;
import dev.lastmile.lake.LakeConfig;
import dev.lastmile.lake.LakeException;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.command.ProjectCommands.ProjectCommand;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "compact", description = "Writes the rows of datasets into fewer files; the rows stay the same.")
final class Compact implements ProjectCommand {
    private static final String TAG = "compact";

    private final Project project;

    @Option(names = "--dataset", description = "Such as raw.iris; more than once for more (default: all).")
    List<String> datasets;

    Compact(Project project) {
        this.project = project;
    }

    @Override
    public void execute() {
        LakeConfig config = LakeConfig.fromEnvironment(project.environment(), project.root());
        Lake lake = Lake.open(project.name() + " compact", config);
        try {
            List<DatasetName> chosen = datasets == null
                    ? lake.datasets()
                    : datasets.stream().map(DatasetName::parse).toList();
            if (chosen.isEmpty()) {
                throw new StepException("There is no dataset yet. Run: make pipeline");
            }
            chosen.forEach(dataset -> compact(lake, dataset));
        } finally {
            lake.session().stop();
        }
    }

    private static void compact(Lake lake, DatasetName dataset) {
        if (lake.current(dataset).isEmpty()) {
            throw new LakeException("There is no " + dataset + " yet. Run the step that publishes it.");
        }
        lake.abandon(dataset, TAG); // what a killed command has left
        Optional<Snapshot> compacted =
                lake.compact(dataset, TAG + "-" + Instant.now().toEpochMilli());
        System.out.println(compacted
                .map(snapshot -> dataset + ": " + snapshot.rows() + " rows, snapshot " + snapshot.id() + ", tag "
                        + snapshot.tag())
                .orElse(dataset + ": nothing to compact"));
    }
}
