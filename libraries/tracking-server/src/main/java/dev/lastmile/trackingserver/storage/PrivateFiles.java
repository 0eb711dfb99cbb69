package dev.lastmile.trackingserver.storage;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Files and folders that only the user of this process may read, whatever its umask; no-op without POSIX permissions. */
public final class PrivateFiles {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    private static final String FOLDER = "rwx------";
    private static final String FILE = "rw-------";
    private static final FileAttribute<?>[] NEW_FOLDER = POSIX
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(FOLDER))}
            : new FileAttribute<?>[0];

    private PrivateFiles() {}

    /** Creates a folder and its parents. */
    public static Path createFolders(Path folder) throws IOException {
        return Files.createDirectories(folder, NEW_FOLDER);
    }

    /** Creates a folder of this server, or restricts the permissions of an existing one. */
    public static Path ownFolder(Path folder) throws IOException {
        Path created = createFolders(folder);
        restrict(created, FOLDER);
        return created;
    }

    /** Restricts the permissions of an existing file. */
    public static void restrict(Path file) throws IOException {
        restrict(file, FILE);
    }

    private static void restrict(Path path, String permissions) throws IOException {
        if (POSIX) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        }
    }
}
