package dev.lastmile.archetype;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The {@code git} of the machine, in one folder. */
final class Git {
    private final Path folder;
    private final Map<String, String> environment;

    Git(Path folder) {
        this(folder, Map.of());
    }

    private Git(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = environment;
    }

    /** What a command printed and how it ended. */
    record Outcome(int exitCode, byte[] output, String errors) {
        boolean succeeded() {
            return exitCode == 0;
        }

        String text() {
            return new String(output, StandardCharsets.UTF_8).strip();
        }
    }

    /** The same folder, with a variable of Git's. */
    Git with(String variable, Path value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(variable, value.toString());
        return new Git(folder, more);
    }

    /** @throws RejectedException with what Git said, if the command fails */
    String run(String... arguments) {
        return succeeded(arguments).text();
    }

    /** The bytes that a command printed. */
    byte[] bytes(String... arguments) {
        return succeeded(arguments).output();
    }

    private Outcome succeeded(String... arguments) {
        Outcome outcome = attempt(arguments);
        if (!outcome.succeeded()) {
            throw new RejectedException("git " + arguments[0] + " failed: "
                    + (outcome.errors().isEmpty() ? outcome.text() : outcome.errors()));
        }
        return outcome;
    }

    Outcome attempt(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git", "-c", "core.quotePath=false"));
        command.addAll(List.of(arguments));
        Path errors = null;
        try {
            errors = Files.createTempFile("git", ".txt");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectInput(ProcessBuilder.Redirect.PIPE)
                    .redirectError(errors.toFile());
            builder.environment().putAll(environment);
            builder.environment().put("LC_ALL", "C");
            Process process = builder.start();
            process.getOutputStream().close();
            byte[] output;
            try (InputStream in = process.getInputStream()) {
                output = in.readAllBytes();
            }
            return new Outcome(
                    process.waitFor(), output, Files.readString(errors).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("git cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            if (errors != null) {
                errors.toFile().delete();
            }
        }
    }
}
