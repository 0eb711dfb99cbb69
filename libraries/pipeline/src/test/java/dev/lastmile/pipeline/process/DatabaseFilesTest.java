package dev.lastmile.pipeline.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.tracking.model.ServingScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseFilesTest {
    @TempDir
    Path folder;

    @Test
    void aFolderThatNoDatabaseCanBeInIsNamedBeforeAnythingIsStarted() throws IOException {
        Path root = folder.resolve("ä b#c%20d;e");
        Path jar = Files.createFile(folder.resolve("server.jar"));
        Project project = new Project(
                "iris",
                root,
                Map.of(
                        TrackingServer.JAR_VARIABLE, jar.toString(),
                        RealtimeService.JAR_VARIABLE, jar.toString()));

        assertThatThrownBy(() -> new TrackingServer(project).connect())
                .isInstanceOf(StepException.class)
                .hasMessage("The data of the tracking server cannot be at " + root.resolve("models")
                        + ": in an address of its database, ; ends the path. Move the project to a folder without ; in"
                        + " its path, or set LASTMILE_HOME to one.");
        assertThatThrownBy(() -> new RealtimeService(project, ServingScope.CHAIN).deploy(null, "model"))
                .isInstanceOf(StepException.class)
                .hasMessageStartingWith("The prediction log cannot be at " + root.resolve("data/predictions"));
        assertThat(root.resolve("models")).isDirectoryNotContaining("glob:**.{log,pid,properties}");
    }

    @Test
    void blanksSignsAndUmlautsAreNoMatter() {
        DatabaseFiles.requirePath(folder.resolve("ä b#c%20d"), "prediction log");
    }
}
