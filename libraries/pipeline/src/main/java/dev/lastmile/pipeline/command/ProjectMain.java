package dev.lastmile.pipeline.command;

import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.command.ProjectCommands.ProjectCommand;
import dev.lastmile.pipeline.internal.CommandMain;
import dev.lastmile.pipeline.step.Step;
import dev.lastmile.pipeline.step.StepMain;
import dev.lastmile.pipeline.steps.ProjectSteps;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The one program of a project: its steps and the commands around them as subcommands, such as {@code raw-data}, {@code
 * train-model}, {@code deploy}, {@code models} and {@code sequence}, which runs several of them in one process.
 *
 * <p>Exit codes: 0 done, 1 failed with one line on standard error, 2 wrong arguments.
 */
public final class ProjectMain {
    @Command(name = "bin/step", description = "The commands of this project.")
    private static final class Program {}

    private final ProjectSteps steps;
    private final Project project;

    private ProjectMain(ProjectSteps steps) {
        this.steps = steps;
        this.project = steps.datasets().project();
    }

    /**
     * What a project's {@code main} calls: runs the subcommand that the first argument names and ends the process with its
     * exit code. In a job of Databricks, where the process is the cluster's and goes on, it returns, or throws if the
     * command has failed.
     *
     * @param steps asked for once, so that what is wrong with the project's own files is reported as any failure is
     */
    public static void main(Supplier<ProjectSteps> steps, String... arguments) {
        StepMain.exit(arguments.length == 0 ? "" : arguments[0], run(steps, arguments));
    }

    /**
     * Runs a subcommand.
     *
     * @return 0 done, 1 failed, 2 wrong arguments
     */
    public static int run(Supplier<ProjectSteps> steps, String... arguments) {
        return CommandMain.act(() -> new ProjectMain(steps.get()).run(arguments), false);
    }

    private int run(String... arguments) {
        int end = Arrays.asList(arguments).indexOf("--");
        boolean sequence = arguments.length > 0 && arguments[0].equals("sequence") && end >= 0;
        List<String> further = sequence ? Arrays.asList(arguments).subList(end + 1, arguments.length) : List.of();
        String[] own = sequence ? Arrays.copyOf(arguments, end) : arguments;
        return CommandMain.run(program(), own, command -> run(command, further));
    }

    private int run(Object command, List<String> further) throws Exception {
        if (command instanceof CommandSequence sequence) {
            return CommandMain.runInSequence(() -> sequence.run(further, words -> CommandMain.exit(run(words))));
        }
        if (command instanceof Step step) {
            StepMain.run(project, step);
        } else {
            ((ProjectCommand) command).execute();
        }
        return 0;
    }

    private CommandLine program() {
        CommandLine program = new CommandLine(new Program());
        steps.steps().forEach(step -> program.addSubcommand(step.name(), step));
        for (Map.Entry<String, ProjectCommand> command : ProjectCommands.of(
                        project, steps.datasets().model(), steps.datasets().raw())
                .entrySet()) {
            program.addSubcommand(command.getKey(), command.getValue());
        }
        return program.addSubcommand("sequence", new CommandSequence());
    }
}
