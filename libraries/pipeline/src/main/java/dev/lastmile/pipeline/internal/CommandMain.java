package dev.lastmile.pipeline.internal;

import dev.lastmile.lake.StoreFailure;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/**
 * Parses a picocli command and runs it; a failure is one line on standard error, with the stack trace only on request.
 */
public final class CommandMain {
    /** Options of every command. */
    static final class CommonOptions {
        @Option(
                names = {"-v", "--verbose"},
                description = "Show what Spark logs, and the stack trace of a failure.")
        boolean verbose;

        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "Show this help.")
        boolean help;
    }

    /** What a command does once its arguments are parsed. */
    @FunctionalInterface
    public interface Action {
        void run() throws Exception;
    }

    /** Ends a sequence from within one of its commands, where {@link System#exit} would end the process. */
    private static final class CommandFailed extends Error {
        private static final long serialVersionUID = 1L;

        private final int exitCode;

        private CommandFailed(int exitCode) {
            super("exit code " + exitCode, null, false, false);
            this.exitCode = exitCode;
        }
    }

    private static boolean inSequence;

    private CommandMain() {}

    /**
     * Parses the arguments into the command, then acts.
     *
     * @return 0 done, 1 failed, 2 wrong arguments
     */
    public static int run(Object command, String[] arguments, Action action) {
        return run(new CommandLine(command), arguments, parsed -> {
            action.run();
            return 0;
        });
    }

    /** What a program does with its command once the arguments are parsed. */
    @FunctionalInterface
    public interface CommandAction {
        /**
         * @param command the object of the innermost subcommand
         * @return the exit code
         */
        int run(Object command) throws Exception;
    }

    /**
     * Parses the arguments into a command or its subcommand, then acts. A program with subcommands needs one.
     *
     * @return what the action returns, 1 if it throws, 2 wrong arguments
     */
    public static int run(CommandLine program, String[] arguments, CommandAction action) {
        // A word that begins with @ is a word, and not the name of a file with more of them.
        program.setExpandAtFiles(false).setCaseInsensitiveEnumValuesAllowed(true);
        program.addMixin("common", new CommonOptions());
        Set<CommandLine> subcommands = new HashSet<>(program.getSubcommands().values());
        subcommands.forEach(subcommand -> subcommand.addMixin("common", new CommonOptions()));
        List<CommandLine> parsed;
        try {
            CommandLine.ParseResult result = program.parseArgs(arguments);
            if (CommandLine.printHelpIfRequested(result)) {
                return 0;
            }
            parsed = result.asCommandLineList();
            if (parsed.size() == 1 && !subcommands.isEmpty()) {
                throw new CommandLine.ParameterException(program, "Name a command.");
            }
        } catch (CommandLine.ParameterException e) {
            System.err.println("error: " + e.getMessage());
            e.getCommandLine().usage(new PrintWriter(System.err, true));
            return 2;
        }
        boolean verbose = parsed.stream()
                .anyMatch(line -> ((CommonOptions) line.getMixins().get("common")).verbose);
        CommandLine command = parsed.get(parsed.size() - 1);
        return act(() -> action.run(command.getCommand()), verbose);
    }

    /**
     * Acts without arguments.
     *
     * @param verbose shows what Spark logs, and the stack trace of a failure
     * @return what the action returns, or 1 if it throws
     */
    public static int act(Callable<Integer> action, boolean verbose) {
        if (verbose) {
            Configurator.setAllLevels(LogManager.ROOT_LOGGER_NAME, Level.INFO);
        } else {
            // What logs by the JDK's own means, as Tribuo does, is as quiet as the rest.
            java.util.logging.LogManager.getLogManager().getLogger("").setLevel(java.util.logging.Level.WARNING);
        }
        try {
            return action.call();
        } catch (Throwable e) {
            System.err.println("error: " + message(e));
            if (verbose) {
                e.printStackTrace();
            }
            return 1;
        }
    }

    /**
     * Ends a command, at the end of its {@code main}: the process with the exit code or, in a sequence, this command
     * alone.
     *
     * @param code what {@link #run} returned
     * @throws Error that ends the sequence, if the code is not 0
     */
    public static void exit(int code) {
        if (!inSequence) {
            System.exit(code);
        }
        if (code != 0) {
            throw new CommandFailed(code);
        }
    }

    /**
     * Runs the {@code main} methods of several commands, each of which may call {@link #exit}.
     *
     * @return the exit code of the command that failed, which no other follows, or 0
     */
    public static int runInSequence(Action commands) {
        inSequence = true;
        try {
            commands.run();
            return 0;
        } catch (CommandFailed e) {
            return e.exitCode;
        } catch (Throwable e) {
            System.err.println("error: " + message(e));
            return 1;
        } finally {
            inSequence = false;
        }
    }

    /** Whether further commands may follow in this JVM, which Spark is kept running for. */
    public static boolean isInSequence() {
        return inSequence;
    }

    /** One line that says what is wrong: ours where one of ours is the cause, however deep Spark has wrapped it. */
    public static String message(Throwable failure) {
        if (failure instanceof OutOfMemoryError) {
            return "The JVM has no memory left (" + failure.getMessage()
                    + "). Set LASTMILE_JAVA_OPTS, for one to -Xmx8g.";
        }
        Set<Throwable> seen = new HashSet<>();
        Throwable deepest = failure;
        for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            if (cause.getClass().getName().startsWith("dev.lastmile.") && cause.getMessage() != null) {
                return oneLine(cause.getMessage());
            }
            deepest = cause;
        }
        Optional<String> ofStore = StoreFailure.in(failure);
        if (ofStore.isPresent()) {
            return oneLine(ofStore.get());
        }
        String text = deepest.getMessage() == null ? "" : ": " + oneLine(deepest.getMessage());
        return deepest.getClass().getSimpleName() + text + " (--verbose shows where)";
    }

    private static String oneLine(String message) {
        return message.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
