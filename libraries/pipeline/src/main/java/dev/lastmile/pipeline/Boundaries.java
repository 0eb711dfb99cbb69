package dev.lastmile.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The places in a step after which something lasting has changed, and where a kill must do no harm.
 *
 * <p>Each can be stopped at from outside: with {@code LASTMILE_PAUSE_AT} set to a boundary the step writes its process
 * id to {@code models/paused} there, and waits until that file is deleted or it is killed. Boundaries of the lake are named as its
 * {@link dev.lastmile.lake.PublishObserver.Boundary} in lower case with dashes, {@code after-tag} for one.
 */
public final class Boundaries {
    /** After a file of a model has been uploaded. */
    public static final String UPLOAD = "upload";
    /** After a decision on the champion is recorded and before it is carried out. */
    public static final String BETWEEN_VERSION_AND_ALIAS = "between-version-and-alias";

    static final String VARIABLE = "LASTMILE_PAUSE_AT";

    private Boundaries() {}

    /** Says that a boundary is reached. */
    public static void reached(Project project, String boundary) {
        if (project.variable(VARIABLE).filter(boundary::equals).isEmpty()) {
            return;
        }
        try {
            Path marker = project.models().resolve("paused");
            Files.createDirectories(marker.getParent());
            Files.writeString(marker, Long.toString(ProcessHandle.current().pid()));
            System.err.println("paused at " + boundary + " because " + VARIABLE + " says so");
            while (Files.exists(marker)) {
                Thread.sleep(100);
            }
        } catch (IOException | InterruptedException e) {
            throw new StepException("The pause at " + boundary + " failed: " + e.getMessage(), e);
        }
    }
}
