package dev.lastmile.pipeline.internal;

import dev.lastmile.lake.LocalFiles;
import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.StepException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The points of a step after which something lasting has changed, and where a SIGKILL must do no harm.
 *
 * <p>Tests pause a step there: in a JVM with the system property {@code lastmile.test.faults=true}, which nothing sets in
 * production, {@code LASTMILE_FAULT_INJECTION} names the point at which the step writes its process id to
 * {@code models/paused} and waits until that file is deleted or the step is killed. It fails after three minutes. Without
 * the property the variable is not read. The points of the lake are named after its
 * {@link dev.lastmile.lake.PublishObserver.Boundary} in lower case with dashes, {@code after-tag} for example.
 */
public final class FaultInjection {
    /** After a file of a model has been uploaded. */
    public static final String UPLOAD = "upload";
    /** After a decision on the champion is recorded and before it is carried out. */
    public static final String BETWEEN_VERSION_AND_ALIAS = "between-version-and-alias";

    static final String ENABLED = "lastmile.test.faults";
    static final String VARIABLE = "LASTMILE_FAULT_INJECTION";
    /** The variable's name in version 0.1. */
    static final String FORMER_VARIABLE = "LASTMILE_PAUSE_AT";

    static final Duration LIMIT = Duration.ofMinutes(3);

    private FaultInjection() {}

    /**
     * Reports that a step has reached a point.
     *
     * @throws StepException if a pause there lasts more than three minutes
     */
    public static void reached(Project project, String point) {
        reached(project, point, LIMIT);
    }

    static void reached(Project project, String point, Duration limit) {
        if (!Boolean.getBoolean(ENABLED) || !isConfigured(project, point)) {
            return;
        }
        try {
            LocalFiles.createFolder(project.models());
            Path marker = LocalFiles.createFile(project.models().resolve("paused"));
            Files.writeString(marker, Long.toString(ProcessHandle.current().pid()));
            System.err.println("paused at " + point + " by " + VARIABLE + ", a fault injected by a test");
            Instant end = Instant.now().plus(limit);
            while (Files.exists(marker)) {
                if (Instant.now().isAfter(end)) {
                    Files.deleteIfExists(marker);
                    throw new StepException("The pause at " + point + " has lasted " + limit.toSeconds()
                            + " s, longer than a test takes. Unset " + VARIABLE + ".");
                }
                Thread.sleep(100);
            }
        } catch (IOException | InterruptedException e) {
            throw new StepException("The pause at " + point + " failed: " + e.getMessage(), e);
        }
    }

    private static boolean isConfigured(Project project, String point) {
        Optional<String> current = project.variable(VARIABLE);
        if (current.isPresent()) {
            return current.get().equals(point);
        }
        boolean former = project.variable(FORMER_VARIABLE).filter(point::equals).isPresent();
        if (former) {
            System.err.println("warning: " + FORMER_VARIABLE + " is deprecated and will be ignored by the next version."
                    + " Set " + VARIABLE + " instead.");
        }
        return former;
    }
}
