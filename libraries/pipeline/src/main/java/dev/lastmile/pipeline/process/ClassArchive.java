package dev.lastmile.pipeline.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A file beside a server's jar with the classes that it has loaded, from which the next one starts in about half the time
 * (Java's class data sharing, JEP 350). The first server of a new jar leaves it when it ends.
 */
final class ClassArchive {
    private ClassArchive() {}

    /**
     * Options of a JVM.
     *
     * @param name of the server: no two that run at once leave the same file
     */
    static List<String> options(Path jar, String name) {
        Path archive = file(jar, name);
        return List.of(
                (isCurrent(archive, jar) ? "-XX:SharedArchiveFile=" : "-XX:ArchiveClassesAtExit=") + archive,
                // What cannot be archived is loaded as without one, and no news to the reader of the server's log.
                "-Xlog:cds=off",
                "-Xlog:cds+dynamic=off",
                "-Xlog:class+path=off");
    }

    // Java takes no archive of another version.
    private static Path file(Path jar, String name) {
        return jar.toAbsolutePath().resolveSibling(name + "-" + Runtime.version() + ".jsa");
    }

    private static boolean isCurrent(Path archive, Path jar) {
        return Files.exists(archive)
                && archive.toFile().lastModified() >= jar.toFile().lastModified();
    }
}
