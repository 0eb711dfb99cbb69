package dev.lastmile.pipeline.command;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Runs several commands one after the other in one JVM and on one Spark session, each with its own arguments, its own
 * tracking run and its own output, until one fails.
 */
@Command(
        name = "sequence",
        description = "Runs commands one after the other in one JVM, until one fails: sequence \"raw-data\""
                + " \"deploy --split\" -- ARGUMENT ... What follows -- are further arguments of the first command;"
                + " --verbose is one of all.")
final class CommandSequence {
    private static final List<String> VERBOSE = List.of("-v", "--verbose");

    @Parameters(arity = "1..*", paramLabel = "COMMAND", description = "A command and its arguments, as one word.")
    List<String> words = new ArrayList<>();

    /**
     * Runs the commands.
     *
     * @param further arguments of the first command, which stood behind {@code --}
     * @param runner runs one command, and throws if it fails
     */
    void run(List<String> further, Consumer<String[]> runner) {
        boolean verbose = further.stream().anyMatch(VERBOSE::contains);
        for (int i = 0; i < words.size(); i++) {
            List<String> command = new ArrayList<>(List.of(words.get(i).strip().split("\\s+")));
            command.addAll(i == 0 ? further : verbose ? List.of("--verbose") : List.of());
            runner.accept(command.toArray(String[]::new));
        }
    }
}
