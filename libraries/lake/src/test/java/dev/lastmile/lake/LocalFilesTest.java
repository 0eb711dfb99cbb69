package dev.lastmile.lake;

import static dev.lastmile.lake.fixture.Lakes.FLOWERS;
import static dev.lastmile.lake.fixture.Lakes.flowers;
import static dev.lastmile.lake.fixture.Lakes.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.lake.fixture.Lakes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The lake's files on this machine. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class LocalFilesTest {
    @TempDir
    Path folder;

    @Test
    void onlyTheUserCanReadTheLake() throws IOException {
        publish();

        try (Stream<Path> files = Files.walk(folder.resolve("project"))) {
            assertThat(files)
                    .hasSizeGreaterThan(10)
                    .allSatisfy(file -> assertThat(permissions(file))
                            .as(file.toString())
                            .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------"));
        }
    }

    @Test
    void aFileIsOnTheDiskBeforeTheCatalogNamesIt() throws IOException {
        Path recorded = folder.resolve("forced.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.FileForce").withThreshold(Duration.ZERO).withoutStackTrace();
            recording.start();
            publish();
            recording.dump(recorded);
        }

        Set<Path> forced = RecordingFile.readAllEvents(recorded).stream()
                .map(event -> Path.of(event.getString("path")))
                .collect(Collectors.toSet());
        try (Stream<Path> files = Files.walk(folder.resolve("project/data/lake"))) {
            assertThat(files.filter(Files::isRegularFile).toList())
                    .anyMatch(file -> file.toString().endsWith(".parquet"))
                    .anyMatch(file -> file.toString().endsWith(".metadata.json"))
                    .anyMatch(file -> file.toString().endsWith(".avro"))
                    .allSatisfy(file -> {
                        assertThat(forced).contains(file, file.getParent());
                    });
        }
    }

    private void publish() {
        Path root = folder.resolve("project");
        SparkSession spark = Lakes.session(root);
        Lake lake = new Lake(spark, Lakes.config(root));
        lake.publish(flowers(spark, row(1L, 1.0, "setosa")), flowers(), Publication.tagged("run-1"));
        assertThat(lake.current(FLOWERS)).isPresent();
    }

    private static String permissions(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
