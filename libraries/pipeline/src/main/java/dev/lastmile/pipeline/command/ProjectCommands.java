package dev.lastmile.pipeline.command;

import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.internal.CommandMain;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The commands of a project that are no steps, by name: {@code models}, {@code rollback}, {@code deploy}, {@code fetch},
 * {@code score}, {@code summary}, {@code copy-tracking}, {@code stop}.
 */
public final class ProjectCommands {
    /** One command; its options are picocli's. */
    interface ProjectCommand {
        void execute() throws Exception;
    }

    private final Map<String, Supplier<ProjectCommand>> commands = new LinkedHashMap<>();

    private ProjectCommands(Project project, String model, String madeBy) {
        commands.put("models", () -> new Models(project));
        commands.put("rollback", () -> new Rollback(project, model));
        commands.put("deploy", () -> new Deploy(project, model, madeBy));
        commands.put("fetch", () -> new Fetch(project, model));
        commands.put("score", () -> new Score(project, model, madeBy));
        commands.put("summary", () -> new Summary(project, model));
        commands.put("copy-tracking", () -> new CopyTracking(project));
        commands.put("stop", () -> new Stop(project));
    }

    /**
     * What a {@code main} calls: runs the command that the first argument names, and ends the process with its exit code: 0
     * done, 1 failed, 2 wrong arguments.
     *
     * @param model the registered model that has a champion, e.g. {@code iris-classifier}
     * @param madeBy the make target that trains it, named when there is none yet
     */
    public static void main(Project project, String model, String madeBy, String... arguments) {
        CommandMain.exit(new ProjectCommands(project, model, madeBy).run(arguments));
    }

    private int run(String... arguments) {
        Supplier<ProjectCommand> known = arguments.length == 0 ? null : commands.get(arguments[0]);
        if (known == null) {
            System.err.println("error: " + (arguments.length == 0 ? "no command" : "unknown command " + arguments[0])
                    + "; one of " + String.join(", ", commands.keySet()));
            return 2;
        }
        ProjectCommand command = known.get();
        return CommandMain.run(command, Arrays.copyOfRange(arguments, 1, arguments.length), command::execute);
    }
}
