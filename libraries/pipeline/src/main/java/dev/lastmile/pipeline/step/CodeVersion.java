package dev.lastmile.pipeline.step;

import dev.lastmile.pipeline.Project;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * The commit that a run's code stands on.
 *
 * @param commit full hash, or {@code unknown} outside a Git work tree
 * @param dirty whether files differ from that commit, or are new; ignored ones do not count
 */
public record CodeVersion(String commit, boolean dirty) {
    /** Overrides what Git says, for images that carry no work tree: a commit hash. */
    public static final String VARIABLE = "LASTMILE_CODE_VERSION";

    private static final CodeVersion UNKNOWN = new CodeVersion("unknown", false);

    /** Asks {@value #VARIABLE}, then Git in the folder of the project's code. */
    public static CodeVersion of(Project project) {
        return project.variable(VARIABLE)
                .map(commit -> new CodeVersion(commit, false))
                .orElseGet(() -> fromGit(project));
    }

    private static CodeVersion fromGit(Project project) {
        try {
            String commit = git(project, "rev-parse", "HEAD").strip();
            return commit.isEmpty()
                    ? UNKNOWN
                    : new CodeVersion(
                            commit, !git(project, "status", "--porcelain").isBlank());
        } catch (IOException e) {
            return UNKNOWN; // no Git here: the run is recorded all the same
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return UNKNOWN;
        }
    }

    private static String git(Project project, String... arguments) throws IOException, InterruptedException {
        var command = new java.util.ArrayList<>(java.util.List.of("git"));
        command.addAll(java.util.List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(project.code().toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0 ? output : "";
    }

    @Override
    public String toString() {
        return dirty ? commit + "-dirty" : commit;
    }
}
