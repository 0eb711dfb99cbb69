package dev.lastmile.trackingserver.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Moves files atomically and durably: complete after a power loss once the call has returned. */
public final class DurableFiles {
    private DurableFiles() {}

    /**
     * Moves a file, replaces an existing one, and creates parent folders.
     *
     * @param written the file, flushed to disk already, on the same file system
     */
    public static void move(Path written, Path target) throws IOException {
        List<Path> changed = new ArrayList<>();
        for (Path folder = target.getParent(); !Files.exists(folder); folder = folder.getParent()) {
            changed.add(folder.getParent());
        }
        PrivateFiles.createFolders(target.getParent());
        Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
        changed.add(target.getParent());
        for (Path folder : changed) {
            force(folder);
        }
    }

    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (AccessDeniedException e) {
            // Windows cannot open folders; its file systems flush entries themselves.
        }
    }
}
