package dev.lastmile.it.archetype;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program in a process of its own, in a folder. */
final class Command {
    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private String input = "";

    Command(Path folder) {
        this.folder = folder;
    }

    Command with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** What somebody types. */
    Command typing(String text) {
        input = text;
        return this;
    }

    /** What it printed, to both streams, and how it ended. */
    record Outcome(int exitCode, String output) {
        Outcome succeeded() {
            assertThat(exitCode).as(output).isZero();
            return this;
        }

        /** Failed with exit code 1. */
        Outcome failed() {
            assertThat(exitCode).as(output).isEqualTo(1);
            return this;
        }

        List<String> linesWith(String start) {
            return output.lines().filter(line -> line.startsWith(start)).toList();
        }
    }

    Outcome run(List<String> command) {
        try {
            Path output = Files.createTempFile("command", ".txt");
            // Java would look for the program on the path of its own environment; env does on the one given here.
            List<String> line = new ArrayList<>(List.of("env"));
            line.addAll(command);
            ProcessBuilder builder = new ProcessBuilder(line)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            // What the build that runs these tests was given is not for the builds in them.
            builder.environment().keySet().removeIf(name -> name.startsWith("MAVEN_ARGS") || name.startsWith("MAKE"));
            builder.environment().keySet().removeIf(name -> name.startsWith("GIT_") || name.equals("MFLAGS"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            try (OutputStream typed = process.getOutputStream()) {
                typed.write(input.getBytes(StandardCharsets.UTF_8));
            }
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError(command + " did not end: " + Files.readString(output));
            }
            String printed = Files.readString(output);
            Files.delete(output);
            return new Outcome(process.exitValue(), printed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Outcome run(String... command) {
        return run(List.of(command));
    }
}
