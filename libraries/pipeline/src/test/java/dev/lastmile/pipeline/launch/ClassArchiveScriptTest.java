package dev.lastmile.pipeline.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.pipeline.launch.LaunchedProject.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A step starts from an archive of classes that is made once, and without one where there is none that can be used. */
class ClassArchiveScriptTest {
    private static final Outcome STEP = new Outcome(0, "Main[raw-data][x]");
    private static final Outcome FIRST_STEP =
            new Outcome(0, "archiving Spark's classes, once per build of the libraries\nMain[raw-data][x]");
    private static final String ARCHIVE = Runtime.version().feature() >= 25 ? "classes.aot" : "classes.jsa";

    @TempDir
    Path folder;

    private LaunchedProject project;
    private Path archive;

    @BeforeEach
    void project() throws IOException {
        project = new LaunchedProject(folder.resolve("a project"));
        Files.delete(project.built("classes.lock"));
        archive = project.built(ARCHIVE);
    }

    private Outcome step() throws IOException {
        return project.run("bin/step", "raw-data", "x");
    }

    @Test
    void itIsMadeOnceAndAgainAfterTheLibrariesHaveChanged() throws IOException {
        assertThat(step()).isEqualTo(FIRST_STEP);
        FileTime first = Files.getLastModifiedTime(archive);

        assertThat(step()).isEqualTo(STEP);
        assertThat(Files.getLastModifiedTime(archive)).isEqualTo(first);

        Files.setLastModifiedTime(
                project.built("libraries.jar"), FileTime.from(Instant.now().plusSeconds(2)));
        assertThat(step()).isEqualTo(FIRST_STEP);
        assertThat(Files.getLastModifiedTime(archive)).isGreaterThan(first);
    }

    @Test
    void itIsTakenByAnEditedProject() throws IOException {
        step();
        FileTime first = Files.getLastModifiedTime(archive);
        Files.setLastModifiedTime(
                project.built("project.jar"), FileTime.from(Instant.now().plusSeconds(2)));

        assertThat(project.with("LASTMILE_JAVA_OPTS", "-Xshare:on").run("bin/step", "raw-data", "x"))
                .isEqualTo(STEP);
        assertThat(Files.getLastModifiedTime(archive)).isEqualTo(first);
    }

    @Test
    void oneThatCannotBeUsedIsNoMatter() throws IOException {
        step();
        byte[] whole = Files.readAllBytes(archive);
        Files.write(archive, java.util.Arrays.copyOf(whole, whole.length / 2));
        assertThat(step()).isEqualTo(FIRST_STEP);
        Files.writeString(archive, "no archive");
        assertThat(step()).isEqualTo(FIRST_STEP);
        Files.delete(archive);
        assertThat(step()).isEqualTo(FIRST_STEP);
    }

    @Test
    void whileAnotherProcessMakesItStepsStartWithout() throws IOException {
        Files.createDirectory(project.built("classes.lock"));

        assertThat(step()).isEqualTo(STEP);
        assertThat(archive).doesNotExist();
    }
}
