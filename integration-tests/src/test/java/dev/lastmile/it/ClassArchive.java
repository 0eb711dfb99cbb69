package dev.lastmile.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * JVM options under which the commands start in half the time: many short runs make up these tests.
 *
 * <p>Loaded classes come from an archive that a first command leaves when it ends (Java's class data sharing, JEP 350),
 * and the second compiler stays off.
 */
final class ClassArchive {
    private static final String SHORT_RUNS =
            "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:MetaspaceSize=512m -Xlog:disable";
    private static String options;

    private ClassArchive() {}

    static synchronized String options() {
        if (options == null) {
            options = SHORT_RUNS; // for the sandbox that makes the archive
            Path archive;
            try {
                // Not below the project, whose path may have spaces.
                archive = Files.createTempDirectory("lastmile-it-classes").resolve("commands.jsa");
                archive.toFile().deleteOnExit();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            try (Sandbox first = new Sandbox()) {
                first.run("raw-data").succeeded();
                first.with("LASTMILE_JAVA_OPTS", SHORT_RUNS + " -XX:ArchiveClassesAtExit=" + archive);
                first.run("train-features").succeeded();
                first.with("LASTMILE_JAVA_OPTS", SHORT_RUNS);
            }
            options = SHORT_RUNS + " -XX:SharedArchiveFile=" + archive;
        }
        return options;
    }
}
