package dev.lastmile.pipeline.command;

import dev.lastmile.lake.DatasetName;
import dev.lastmile.lake.Lake;
import dev.lastmile.lake.LakeConfig;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.command.ProjectCommands.ProjectCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "contract",
        description = "Prints the contract that the current snapshot of a dataset was checked against.")
final class ShowContract implements ProjectCommand {
    private final Project project;

    @Option(names = "--dataset", required = true, description = "Such as interim.iris_features.")
    String dataset;

    ShowContract(Project project) {
        this.project = project;
    }

    @Override
    public void execute() {
        DatasetName name = DatasetName.parse(dataset);
        LakeConfig config = LakeConfig.fromEnvironment(project.environment(), project.root());
        Lake lake = Lake.open(project.name() + " contract", config);
        try {
            Snapshot current = lake.current(name)
                    .orElseThrow(
                            () -> new StepException("There is no " + name + " yet. Run the step that publishes it."));
            System.out.println(current.contract().json());
        } finally {
            lake.session().stop();
        }
    }
}
