package dev.lastmile.pipeline.command;

import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.command.ProjectCommands.ProjectCommand;
import dev.lastmile.pipeline.step.CodeVersion;
import dev.lastmile.profile.DataFile;
import dev.lastmile.profile.decision.ProfileOptions;
import dev.lastmile.profile.file.ProfileException;
import dev.lastmile.profile.project.ProjectData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "init-data",
        description = "Makes a data file the dataset of this project: contract, features, model. Commit before it.")
final class InitData implements ProjectCommand {
    private final Project project;

    @Option(names = "--file", required = true, description = "CSV, TSV or JSON lines, also with gzip.")
    Path file;

    @Option(names = "--label", required = true, description = "The column to predict.")
    String label;

    @Option(
            names = "--key",
            defaultValue = "",
            description = "The column that identifies a row (default: the row's position).")
    String key;

    @Option(names = "--time", defaultValue = "", description = "When a row was true; the data are split by it.")
    String time;

    @Option(names = "--group", defaultValue = "", description = "Rows with equal values stay on one side of the split.")
    String group;

    @Option(names = "--ignore", split = ",", description = "Columns that the model may not see.")
    List<String> ignore = List.of();

    @Option(names = "--task", defaultValue = "", description = "classification or regression (default: found).")
    String task;

    @Option(
            names = "--dates",
            defaultValue = "",
            description = "day or month: what comes first in dates such as 03/04/2024.")
    String dates;

    @Option(names = "--name", defaultValue = "", description = "The dataset's name (default: that of the file).")
    String name;

    InitData(Project project) {
        this.project = project;
    }

    @Override
    public void execute() {
        if (!Files.isRegularFile(file)) {
            throw new StepException("There is no file " + file + ". Name a data file.");
        } else if (CodeVersion.of(project).dirty()) {
            throw new StepException("The project has changes that are not committed, which init-data could overwrite."
                    + " Commit or stash them, so that git shows and reverts what it does.");
        }
        try {
            DataFile data = DataFile.of(file, new ProfileOptions(label, key, time, group, ignore, task, dates));
            data.summary().forEach(System.out::println);
            ProjectData plan = ProjectData.plan(project.code(), file, data, name);
            plan.write().forEach(System.out::println);
            System.out.println("The dataset is " + plan.dataset() + ". Read the contract, then run: make demo");
        } catch (ProfileException e) {
            throw new StepException(e.getMessage(), e);
        }
    }
}
