package dev.lastmile.pipeline.process;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file beside a server's jar with the classes that it has loaded, from which the next one starts in about half the time
 * (Java's class data sharing, JEP 350). The first server of a new jar leaves it when it ends.
 */
final class ClassArchive {
    private ClassArchive() {}

    /**
     * The option of a JVM that leaves the archive, or starts from it.
     *
     * @param name of the server: no two that run at once leave the same file
     */
    static String option(Path jar, String name) {
        Path archive = file(jar, name);
        return (isCurrent(archive, jar) ? "-XX:SharedArchiveFile=" : "-XX:ArchiveClassesAtExit=") + archive;
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
