package dev.lastmile.pipeline.command;

import dev.lastmile.lake.DatasetName;
import dev.lastmile.lake.Lake;
import dev.lastmile.lake.LakeConfig;
import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.command.ProjectCommands.ProjectCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "reset",
        description = "Deletes one dataset with its history, so that the next run begins anew; for development.")
final class Reset implements ProjectCommand {
    private final Project project;

    @Option(names = "--dataset", required = true, description = "Such as raw.iris.")
    String dataset;

    @Option(names = "--yes", description = "Delete without asking.")
    boolean yes;

    Reset(Project project) {
        this.project = project;
    }

    @Override
    public void execute() {
        DatasetName name = DatasetName.parse(dataset);
        LakeConfig config = LakeConfig.fromEnvironment(project.environment(), project.root());
        Lake lake = Lake.open(project.name() + " reset", config);
        try {
            int snapshots = lake.history(name).size();
            if (!lake.datasets().contains(name)) {
                throw new StepException("There is no " + name + ". There are: "
                        + String.join(
                                ", ",
                                lake.datasets().stream()
                                        .map(DatasetName::toString)
                                        .toList())
                        + ".");
            }
            if (!yes && !isConfirmed(name, snapshots, config)) {
                System.out.println("kept");
                return;
            }
            // Rejects are of the files of this dataset.
            for (DatasetName one : List.of(name, new DatasetName(name.stage(), name.name() + "_rejects"))) {
                if (lake.drop(one)) {
                    System.out.println("deleted " + one);
                }
            }
        } finally {
            lake.session().stop();
        }
    }

    private static boolean isConfirmed(DatasetName name, int snapshots, LakeConfig config) {
        System.out.print("Delete " + name + " with " + snapshots + " snapshots from " + config.catalogUri()
                + "? No earlier state of it can be read afterwards. [y/N] ");
        System.out.flush();
        try {
            String answer = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
            return "y".equals(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
