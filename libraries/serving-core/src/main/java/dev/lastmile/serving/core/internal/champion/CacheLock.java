package dev.lastmile.serving.core.internal.champion;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A lock among the processes and threads that use one cache. The operating system releases it when the holder's process
 * ends. Not reentrant.
 */
final class CacheLock implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(10);
    /**
     * Files that this process has locked. No second channel of a file may be opened: POSIX releases a process's lock when
     * any of its descriptors of the file is closed.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private CacheLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Waits for the lock.
     *
     * @param file created if it does not exist, together with its folder, and never deleted
     * @return empty if it is not free within {@code patience}, or the thread is interrupted
     * @throws IOException if the file cannot be created, or its file system does not support locks
     */
    static Optional<CacheLock> acquire(Path file, Duration patience) throws IOException {
        Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
        Path real = folder.toRealPath().resolve(file.getFileName());
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            Optional<CacheLock> lock = attempt(real);
            if (lock.isPresent() || System.nanoTime() - end > 0 || !slept()) {
                return lock;
            }
        }
    }

    /** Releases the lock. Idempotent. */
    @Override
    public void close() {
        if (channel.isOpen()) {
            closeQuietly(channel);
            HELD.remove(file);
        }
    }

    private static Optional<CacheLock> attempt(Path file) throws IOException {
        if (!HELD.add(file)) {
            return Optional.empty();
        }
        FileChannel channel = null;
        boolean held = false;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            held = channel.tryLock() != null;
            return held ? Optional.of(new CacheLock(file, channel)) : Optional.empty();
        } finally {
            if (!held) {
                closeQuietly(channel);
                HELD.remove(file);
            }
        }
    }

    private static boolean slept() {
        try {
            Thread.sleep(POLL.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // The descriptor is gone, and its lock with it.
        }
    }
}
