package dev.lastmile.lake;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Files of a project on this machine: only their owner can read them (0600, folders 0700), whatever the umask is.
 *
 * <p>What exists already keeps its permissions: somebody may share it on purpose. A file system without POSIX permissions
 * decides by itself.
 */
public final class LocalFiles {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private LocalFiles() {}

    /**
     * Creates a folder, and the folders above it that do not exist.
     *
     * @return the folder
     */
    public static Path createFolder(Path folder) throws IOException {
        return Files.createDirectories(folder, attributes("rwx------"));
    }

    /**
     * Creates an empty file, unless it exists.
     *
     * @return the file
     */
    public static Path createFile(Path file) throws IOException {
        try {
            return Files.createFile(file, attributes("rw-------"));
        } catch (FileAlreadyExistsException e) {
            return file;
        }
    }

    private static FileAttribute<?>[] attributes(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
