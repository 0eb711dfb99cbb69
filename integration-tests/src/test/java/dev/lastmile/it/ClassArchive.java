package dev.lastmile.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

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
            Path archive = Sandbox.PROJECT.resolve("integration-tests/target/commands.jsa");
            if (archive.toString().contains(" ")) {
                return options; // which are separated by spaces
            }
            // The tests run in more than one JVM, and one of them makes it.
            Path lock = archive.resolveSibling("commands.lock");
            try (FileChannel file = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = file.lock()) {
                if (!isCurrent(archive)) {
                    make(archive);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            options = SHORT_RUNS + " -XX:SharedArchiveFile=" + archive;
        }
        return options;
    }

    private static boolean isCurrent(Path archive) throws IOException {
        Path commands = Sandbox.PROJECT.resolve("target/run/job.jar");
        return Files.exists(archive)
                && Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(commands)) > 0;
    }

    private static void make(Path archive) {
        try (Sandbox first = new Sandbox()) {
            first.run("raw-data").succeeded();
            first.with("LASTMILE_JAVA_OPTS", SHORT_RUNS + " -XX:ArchiveClassesAtExit=" + archive);
            first.run("train-features").succeeded();
            first.with("LASTMILE_JAVA_OPTS", SHORT_RUNS);
        }
    }
}
