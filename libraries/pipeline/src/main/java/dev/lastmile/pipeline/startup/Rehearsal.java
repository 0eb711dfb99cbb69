package dev.lastmile.pipeline.startup;

import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.step.Step;
import dev.lastmile.pipeline.step.StepMain;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs steps like those of a project on a few generated rows, in a temporary folder and against a fake tracking server, so
 * that a JVM with {@code -XX:ArchiveClassesAtExit} leaves an archive of the classes that steps load. {@code
 * bin/class-archive} calls it.
 *
 * <p>None of the project's own classes take part: an edit of them leaves the archive valid.
 */
public final class Rehearsal {
    private Rehearsal() {}

    /** Exit code 0, or 1 if a step failed; the classes loaded until then are archived all the same. */
    public static void main(String[] arguments) throws IOException {
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        System.exit(run());
    }

    private static int run() throws IOException {
        Path folder = Files.createTempDirectory("lastmile-rehearsal");
        try (FakeTrackingServer server = new FakeTrackingServer()) {
            Map<String, String> environment = new HashMap<>();
            environment.put("MLFLOW_TRACKING_URI", server.address().toString());
            environment.put("LASTMILE_SPARK_MASTER", "local[2]");
            environment.put("LASTMILE_CODE_VERSION", "rehearsal");
            Project project = new Project("rehearsal", folder, environment);
            for (Step step : List.of(
                    new RehearsalSteps.Data(),
                    new RehearsalSteps.Scaling(),
                    new RehearsalSteps.Features(),
                    new RehearsalSteps.Regression())) {
                int code = StepMain.run(() -> project, step);
                if (code != 0) {
                    return code;
                }
            }
            return 0;
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
