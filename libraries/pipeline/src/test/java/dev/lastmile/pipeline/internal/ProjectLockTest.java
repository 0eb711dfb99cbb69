package dev.lastmile.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.StepException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectLockTest {
    @TempDir
    Path folder;

    /** Holds the lock of the service until its input ends. */
    public static final class Holder {
        public static void main(String[] arguments) throws IOException {
            try (ProjectLock lock = ProjectLock.ofService(new Project("iris", Path.of(arguments[0]), Map.of()))) {
                System.out.write('h');
                System.out.flush();
                System.in.read();
            }
        }
    }

    @Test
    void oneCommandWaitsForAnotherAndNotForAKilledOne() throws Exception {
        Process holder = new ProcessBuilder(
                        Java.executable(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(holder.getInputStream().read()).isEqualTo('h');
            CompletableFuture<Void> waiting = CompletableFuture.runAsync(
                    () -> ProjectLock.ofService(project()).close());

            assertThatThrownBy(() -> waiting.get(500, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            holder.destroyForcibly().waitFor();
            waiting.get(10, TimeUnit.SECONDS);
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    void theLockOfTheTrackingServerIsAnother() {
        try (ProjectLock service = ProjectLock.ofService(project());
                ProjectLock tracking = ProjectLock.ofTrackingServer(project())) {
            assertThat(folder.resolve("models")).isDirectoryContaining("glob:**/serving.lock");
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamed() throws IOException {
        Files.writeString(folder.resolve("models"), "a file");

        assertThatThrownBy(() -> ProjectLock.ofService(project()))
                .isInstanceOf(StepException.class)
                .hasMessageStartingWith("The folder " + folder.resolve("models") + " cannot be written: ")
                .hasMessageEndingWith("make the folder writable, or set LASTMILE_HOME to another one.");
    }

    private Project project() {
        return new Project("iris", folder, Map.of());
    }
}
