package dev.lastmile.trackingserver.artifact;

import dev.lastmile.trackingserver.config.TrackingServerConfig;
import dev.lastmile.trackingserver.protocol.ErrorCode;
import dev.lastmile.trackingserver.protocol.Excerpt;
import dev.lastmile.trackingserver.protocol.ProtocolException;
import dev.lastmile.trackingserver.storage.Disk;
import dev.lastmile.trackingserver.storage.DurableFiles;
import dev.lastmile.trackingserver.storage.PrivateFiles;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The artifact folder.
 *
 * <p>Uploads are atomic and durable: they are written to a temporary file, flushed to disk and moved into place. Only the
 * server's user may read the files. Links are not followed, so that nothing outside the folder can be read or written.
 */
@ApplicationScoped
public class ArtifactStore {
    /** Folder of incomplete uploads; no artifact has this name. */
    static final String UPLOADS = ".uploads";

    private static final int BLOCK = 64 * 1024;

    /** Maximum length of a name and of a path on Linux, in bytes. */
    private static final int MAX_NAME = 255;

    private static final int MAX_PATH = 4095;

    private static final Logger LOG = Logger.getLogger(ArtifactStore.class);

    private final Path root;
    private final Path uploads;
    private final Disk disk;

    public ArtifactStore(TrackingServerConfig config, Disk disk) {
        this.disk = disk;
        try {
            this.root =
                    PrivateFiles.ownFolder(config.data().resolve("artifacts")).toRealPath();
            this.uploads = root.resolve(UPLOADS);
            if (Files.exists(uploads)) {
                // Incomplete uploads of a crashed server.
                deleteAll(uploads);
            }
            PrivateFiles.createFolders(uploads);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Entries of a folder by name; empty if it is a file or does not exist. */
    public List<FileForm> list(ArtifactPath folder) {
        Path path = locate(folder);
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(path)) {
            return entries.filter(entry -> !entry.equals(uploads) && !Files.isSymbolicLink(entry))
                    .sorted()
                    .map(ArtifactStore::form)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An existing file. */
    public Path file(ArtifactPath file) {
        Path path = locate(file);
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw noSuchArtifact(file);
        }
        return path;
    }

    /** Stores or replaces a file, durably. */
    public void write(ArtifactPath file, InputStream bytes) {
        if (file.parts().isEmpty()) {
            throw ProtocolException.invalid("Invalid path: it names no file.");
        }
        Path target = locate(file);
        checkLengths(file, target);
        checkIsFree(file, target);
        Path upload = null;
        try {
            upload = Files.createTempFile(uploads, "", "");
            receive(file, bytes, upload);
            DurableFiles.move(upload, target);
            upload = null;
        } catch (IOException e) {
            checkIsFree(file, target); // it may have been created meanwhile
            LOG.errorf("%s was not stored: %s", file, e);
            throw disk.failure("'" + file + "'", reason(e));
        } finally {
            discard(upload);
        }
    }

    /** Deletes a file, or a folder recursively. */
    public void delete(ArtifactPath path) {
        Path target = locate(path);
        if (path.parts().isEmpty()) {
            throw ProtocolException.invalid("Invalid path: it names no file.");
        }
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw noSuchArtifact(path);
        }
        try {
            deleteAll(target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void receive(ArtifactPath file, InputStream bytes, Path upload) throws IOException {
        byte[] block = new byte[BLOCK];
        try (FileChannel out = FileChannel.open(upload, StandardOpenOption.WRITE)) {
            for (int read = read(file, bytes, block); read >= 0; read = read(file, bytes, block)) {
                ByteBuffer left = ByteBuffer.wrap(block, 0, read);
                while (left.hasRemaining()) {
                    out.write(left);
                }
            }
            out.force(true);
        }
    }

    // The only failure that is the client's fault.
    private static int read(ArtifactPath file, InputStream bytes, byte[] block) {
        try {
            return bytes.read(block);
        } catch (IOException e) {
            throw new ProtocolException(
                    ErrorCode.BAD_REQUEST, "'" + file + "' was not stored: its upload broke off. Send it again.");
        }
    }

    private static void checkLengths(ArtifactPath file, Path target) {
        for (String part : file.parts()) {
            if (bytes(part) > MAX_NAME) {
                throw ProtocolException.invalid("'" + Excerpt.of(part) + "' cannot be stored: the name has more than "
                        + MAX_NAME + " bytes. Choose a shorter one.");
            }
        }
        if (bytes(target.toString()) > MAX_PATH) {
            throw ProtocolException.invalid("'" + Excerpt.of(file.toString())
                    + "' cannot be stored: the path is too long for the server's disk. Choose a shorter one.");
        }
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private void checkIsFree(ArtifactPath file, Path target) {
        if (Files.isDirectory(target)) {
            throw ProtocolException.invalid("'" + file + "' is a folder. Choose another name for the file.");
        }
        for (Path folder = target.getParent(); !folder.equals(root); folder = folder.getParent()) {
            if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(folder)) {
                throw ProtocolException.invalid("'" + file + "' cannot be stored: '" + root.relativize(folder)
                        + "' is a file. Choose another name.");
            }
        }
    }

    private Path locate(ArtifactPath path) {
        Path located = root;
        try {
            for (String part : path.parts()) {
                located = located.resolve(part);
                if (Files.isSymbolicLink(located)) {
                    throw ProtocolException.invalid("Invalid path: '" + path + "' leads over a link.");
                }
            }
        } catch (InvalidPathException e) {
            throw ProtocolException.invalid(
                    "Invalid path: '" + path + "' is no name of a file on this server (" + e.getReason()
                            + "). Choose another name, or start the server in a UTF-8 locale, such as LC_ALL=C.UTF-8.");
        }
        if (!located.normalize().startsWith(root)) {
            throw ProtocolException.invalid("Invalid path: '" + path + "' leads out of the artifacts.");
        }
        return located;
    }

    private static FileForm form(Path path) {
        boolean folder = Files.isDirectory(path);
        try {
            Optional<Long> size =
                    folder ? Optional.empty() : Optional.of(Files.size(path)).filter(bytes -> bytes > 0);
            return new FileForm(path.getFileName().toString(), folder, size.orElse(null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteAll(Path path) throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private static void discard(Path upload) {
        try {
            if (upload != null) {
                Files.deleteIfExists(upload);
            }
        } catch (IOException e) {
            // Deleted at the next start.
        }
    }

    private static String reason(IOException e) {
        String reason = e instanceof FileSystemException failed ? failed.getReason() : e.getMessage();
        return reason == null ? e.getClass().getSimpleName() : reason;
    }

    private static ProtocolException noSuchArtifact(ArtifactPath path) {
        return ProtocolException.missing("No such artifact: '" + path + "'");
    }
}
