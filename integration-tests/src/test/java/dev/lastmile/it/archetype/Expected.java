package dev.lastmile.it.archetype;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a test expects, as a file in Git. Run with {@code -Dexpected.write=true}, the tests write these files in place of
 * comparing with them; the diff in Git is then to be read.
 */
final class Expected {
    static final Path RESOURCES = Archetype.LIVE.resolve("integration-tests/src/test/resources");

    private Expected() {}

    /** Compares with the file; one that is not there stands for an empty text. */
    static void matches(String file, String actual) throws IOException {
        Path path = RESOURCES.resolve(file);
        if (Boolean.getBoolean("expected.write")) {
            if (actual.isEmpty()) {
                Files.deleteIfExists(path);
            } else {
                Files.createDirectories(path.getParent());
                Files.writeString(path, actual);
            }
        }
        assertThat(actual)
                .as(file + ", which -Dexpected.write=true writes again")
                .isEqualTo(Files.exists(path) ? Files.readString(path) : "");
    }
}
