package dev.lastmile.pipeline.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveTest {
    @TempDir
    Path folder;

    @Test
    void aNewJarLeavesAnArchiveAndTheNextStartTakesIt() throws IOException {
        Path jar = Files.createFile(folder.resolve("quarkus-run.jar"));
        String first = ClassArchive.option(jar, "serving");

        assertThat(first).startsWith("-XX:ArchiveClassesAtExit=" + folder).contains(Runtime.version() + ".jsa");
        Path archive = Files.createFile(Path.of(first.substring(first.indexOf('=') + 1)));
        assertThat(ClassArchive.option(jar, "serving")).isEqualTo("-XX:SharedArchiveFile=" + archive);
        assertThat(ClassArchive.option(jar, "serving-model")).startsWith("-XX:ArchiveClassesAtExit=");

        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(60)));
        assertThat(ClassArchive.option(jar, "serving")).isEqualTo(first);
    }
}
