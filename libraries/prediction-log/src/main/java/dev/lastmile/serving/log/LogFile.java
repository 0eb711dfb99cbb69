package dev.lastmile.serving.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The claim of one process to the file of H2.
 *
 * <p>H2 has a lock of its own, but is opened later, off the way to the first answer; this one says at the start who else
 * is there. It ends with the process, however that ends.
 */
final class LogFile implements AutoCloseable {
    private final Path file;
    private FileChannel lock;

    /** The log's file, as configured. */
    LogFile(Path file) {
        this.file = LogAddress.path(file);
    }

    /** Makes the folder and takes the file, or says why it cannot. */
    Optional<String> claim() {
        if (file.toString().contains(";")) {
            return Optional.of("LASTMILE_SERVING_LOG_FILE is " + file
                    + ", which has a semicolon in its path. Set it to another one.");
        }
        try {
            Files.createDirectories(file.getParent());
            lock = FileChannel.open(
                    file.resolveSibling(file.getFileName() + ".lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            if (taken(lock)) {
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
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            // The process ends, and the lock with it.
        }
    }

    private static boolean taken(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }
}
