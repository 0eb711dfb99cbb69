package dev.lastmile.archetype;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The pom.xml of the folder in which a project is generated, if there is one. The plugin makes the new project a module
 * of it; a project of ours is the root of its own build, so the file is put back as it was.
 */
public final class SurroundingPom {
    private static Path path;
    private static byte[] content;

    private SurroundingPom() {}

    /**
     * Called from the plugin's first template, before it touches the file.
     *
     * @return what a template prints: nothing
     */
    public static String remember() {
        Path pom = Path.of(System.getProperty("outputDirectory", System.getProperty("user.dir")), "pom.xml")
                .toAbsolutePath();
        try {
            if (Files.isRegularFile(pom)) {
                path = pom;
                content = Files.readAllBytes(pom);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "";
    }

    static void restore() throws IOException {
        if (path != null && !Arrays.equals(content, Files.readAllBytes(path))) {
            Files.write(path, content);
        }
        path = null;
    }
}
