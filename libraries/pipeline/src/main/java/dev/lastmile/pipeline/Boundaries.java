package dev.lastmile.pipeline;

import dev.lastmile.lake.LocalFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * The places in a step after which something lasting has changed, and where a SIGKILL must do no harm.
 *
 * <p>Tests inject faults there: in a JVM with the system property {@code lastmile.test.faults=true}, which nothing sets in
 * production, {@code LASTMILE_PAUSE_AT} names the boundary where the step writes its process id to {@code models/paused} and
 * waits until that file is deleted or the step is killed. It fails after three minutes. Without the property the variable
 * is not read. Boundaries of the lake are named as its {@link dev.lastmile.lake.PublishObserver.Boundary} in lower case
 * with dashes, {@code after-tag} for one.
 */
public final class Boundaries {
    /** After a file of a model has been uploaded. */
    public static final String UPLOAD = "upload";
    /** After a decision on the champion is recorded and before it is carried out. */
    public static final String BETWEEN_VERSION_AND_ALIAS = "between-version-and-alias";

    static final String ENABLED = "lastmile.test.faults";
    static final String VARIABLE = "LASTMILE_PAUSE_AT";
    static final Duration LIMIT = Duration.ofMinutes(3);

    private Boundaries() {}

    /** Reports that a boundary is reached. */
    public static void reached(Project project, String boundary) {
        reached(project, boundary, LIMIT);
    }

    static void reached(Project project, String boundary, Duration limit) {
        if (!Boolean.getBoolean(ENABLED)
                || project.variable(VARIABLE).filter(boundary::equals).isEmpty()) {
            return;
        }
        try {
            LocalFiles.createFolder(project.models());
            Path marker = LocalFiles.createFile(project.models().resolve("paused"));
            Files.writeString(marker, Long.toString(ProcessHandle.current().pid()));
            System.err.println("paused at " + boundary + " by " + VARIABLE + ", a fault injected by a test");
            Instant end = Instant.now().plus(limit);
            while (Files.exists(marker)) {
                if (Instant.now().isAfter(end)) {
                    Files.deleteIfExists(marker);
                    throw new StepException("The pause at " + boundary + " has lasted " + limit.toSeconds()
                            + " s, longer than a test takes. Unset " + VARIABLE + ".");
                }
                Thread.sleep(100);
            }
        } catch (IOException | InterruptedException e) {
            throw new StepException("The pause at " + boundary + " failed: " + e.getMessage(), e);
        }
    }
}
