package dev.lastmile.serving.core.internal.champion;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Files that survive a power loss: written atomically, and durable once the method has returned. */
final class DurableFile {
    private DurableFile() {}

    /** Replaces a file atomically; its folder is created if it does not exist. */
    static void write(Path file, String text) throws IOException {
        Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
        Path fresh = folder.resolve("." + file.getFileName() + "-" + UUID.randomUUID());
        try {
            // Not a channel, which an interrupted thread cannot write to.
            try (FileOutputStream bytes = new FileOutputStream(fresh.toFile())) {
                bytes.write(text.getBytes(StandardCharsets.UTF_8));
                bytes.getFD().sync();
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            force(folder);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** Deletes a file, if it exists. */
    static void delete(Path file) throws IOException {
        if (Files.deleteIfExists(file)) {
            force(file.toAbsolutePath().getParent());
        }
    }

    /** Flushes a folder and its files to disk, not the folders below it. */
    static void forceFiles(Path folder) throws IOException {
        List<Path> paths;
        try (Stream<Path> listed = Files.list(folder)) {
            paths = listed.filter(Files::isRegularFile).toList();
        }
        for (Path path : paths) {
            force(path);
        }
        force(folder);
    }

    /** Flushes one file, or the entries of one folder, to disk, also when the thread is interrupted. */
    static void force(Path path) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                    channel.force(true);
                    return;
                } catch (ClosedByInterruptException e) {
                    interrupted = Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
