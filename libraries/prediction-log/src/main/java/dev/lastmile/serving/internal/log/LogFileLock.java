package dev.lastmile.serving.internal.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The lock of one process on the H2 file.
 *
 * <p>H2 has a lock, too, but opens the file later, in the background; this one detects another process at the start. The
 * operating system releases it when the process ends.
 */
final class LogFileLock implements AutoCloseable {
    private final Path file;
    private FileChannel channel;

    /** The log's file, as configured. */
    LogFileLock(Path file) {
        this.file = LogAddress.path(file);
    }

    /**
     * Creates the folder and the file, which has inputs of people and only this user can read, and locks it; returns the
     * reason if that fails. What exists already keeps its permissions.
     */
    Optional<String> acquire() {
        if (file.toString().contains(";")) {
            return Optional.of("LASTMILE_SERVING_LOG_FILE is " + file
                    + ", which has a semicolon in its path. Set it to another one.");
        }
        try {
            Files.createDirectories(file.getParent(), onlyOwner("rwx------"));
            channel = FileChannel.open(
                    file.resolveSibling(file.getFileName() + ".lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            if (locked(channel)) {
                createPrivate(Path.of(file + ".mv.db"));
                return Optional.empty();
            }
            close();
            return Optional.of("The prediction log " + file + ".mv.db is in use by another service. Stop it, set"
                    + " LASTMILE_SERVING_LOG_FILE to another file, or set LASTMILE_SERVING_LOG_URL to a PostgreSQL"
                    + " database, which several services can share.");
        } catch (IOException e) {
            return Optional.of("The prediction log " + file + ".mv.db cannot be written (" + e
                    + "). Make its folder writable, set LASTMILE_SERVING_LOG_FILE to another file, or"
                    + " LASTMILE_SERVING_LOG_ENABLED to false.");
        }
    }

    @Override
    public void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // The lock is released when the process ends.
        }
    }

    // Before H2 does, which leaves the permissions to the umask; an empty file is a new database to it.
    private static void createPrivate(Path database) throws IOException {
        if (!Files.exists(database)) {
            Files.createFile(database, onlyOwner("rw-------"));
        }
    }

    private static FileAttribute<?>[] onlyOwner(String permissions) {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }
}
