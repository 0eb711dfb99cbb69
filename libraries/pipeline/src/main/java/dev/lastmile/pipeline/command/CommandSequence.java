package dev.lastmile.pipeline.command;

import dev.lastmile.pipeline.internal.CommandMain;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs several commands one after the other in one JVM and on one Spark session, each with its own arguments, its own
 * tracking run and its own output, and ends the process with the exit code of the first that fails, or 0.
 *
 * <p>{@code CommandSequence "main.Class argument" "main.Class" -- ARGUMENT ...}: a main class and its fixed arguments,
 * separated by blanks, for each command; what follows {@code --} are further arguments of the first, but {@code --verbose}
 * is one of all.
 */
public final class CommandSequence {
    private static final List<String> VERBOSE = List.of("-v", "--verbose");

    private CommandSequence() {}

    /** Runs the commands and ends the process. */
    public static void main(String[] words) {
        System.exit(run(words));
    }

    static int run(String... words) {
        int end = Arrays.asList(words).indexOf("--");
        List<String> commands = Arrays.asList(words).subList(0, end < 0 ? words.length : end);
        List<String> ofTheFirst = end < 0 ? List.of() : Arrays.asList(words).subList(end + 1, words.length);
        boolean verbose = ofTheFirst.stream().anyMatch(VERBOSE::contains);
        return CommandMain.runInSequence(() -> {
            for (int i = 0; i < commands.size(); i++) {
                List<String> command =
                        new ArrayList<>(List.of(commands.get(i).strip().split("\\s+")));
                String mainClass = command.remove(0);
                command.addAll(i == 0 ? ofTheFirst : verbose ? List.of("--verbose") : List.of());
                call(mainClass, command.toArray(String[]::new));
            }
        });
    }

    private static void call(String mainClass, String[] arguments) throws Exception {
        try {
            Class.forName(mainClass).getMethod("main", String[].class).invoke(null, (Object) arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
