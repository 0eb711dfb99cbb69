package dev.lastmile.trackingserver.artifact;

import dev.lastmile.trackingserver.TrackingServerConfig;
import dev.lastmile.trackingserver.protocol.ErrorCode;
import dev.lastmile.trackingserver.protocol.ProtocolException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The artifact folder.
 *
 * <p>A file appears whole or not at all: an upload is written aside and moved into place. Links are not followed, so
 * that nothing outside the folder can be read or written through it.
 */
@ApplicationScoped
public class ArtifactStore {
    /** Where uploads are until they are complete; no artifact has this name. */
    static final String UPLOADS = ".uploads";

    private static final Logger LOG = Logger.getLogger(ArtifactStore.class);

    private final Path root;
    private final Path uploads;

    public ArtifactStore(TrackingServerConfig config) {
        try {
            this.root =
                    Files.createDirectories(config.data().resolve("artifacts")).toRealPath();
            this.uploads = root.resolve(UPLOADS);
            if (Files.exists(uploads)) {
                // What a killed server was receiving.
                deleteAll(uploads);
            }
            Files.createDirectories(uploads);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a folder holds, by name; nothing if it is a file or not there. */
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

    /** A file that is there. */
    public Path file(ArtifactPath file) {
        Path path = locate(file);
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw noSuchArtifact(file);
        }
        return path;
    }

    /** Stores a file, in place of one that is there. */
    public void write(ArtifactPath file, InputStream bytes) {
        if (file.parts().isEmpty()) {
            throw ProtocolException.invalid("Invalid path");
        }
        Path target = locate(file);
        if (Files.isDirectory(target)) {
            throw ProtocolException.invalid("'" + file + "' is a folder. Choose another name for the file.");
        }
        Path upload = null;
        try {
            Files.createDirectories(target.getParent());
            upload = Files.createTempFile(uploads, "", "");
            Files.copy(bytes, upload, StandardCopyOption.REPLACE_EXISTING);
            Files.move(upload, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            discard(upload);
            throw ProtocolException.invalid("'" + file + "' cannot be stored: " + reason(e) + ".");
        } catch (IOException e) {
            discard(upload);
            LOG.warnf("%s was not stored: %s", file, e.getMessage());
            throw new ProtocolException(
                    ErrorCode.INTERNAL_ERROR, "'" + file + "' was not stored: " + e.getMessage() + ".");
        }
    }

    /** Deletes a file, or a folder with all that it holds. */
    public void delete(ArtifactPath path) {
        Path target = locate(path);
        if (path.parts().isEmpty()) {
            throw ProtocolException.invalid("Invalid path");
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

    private Path locate(ArtifactPath path) {
        Path located = root;
        for (String part : path.parts()) {
            located = located.resolve(part);
            if (Files.isSymbolicLink(located)) {
                throw ProtocolException.invalid("Invalid path");
            }
        }
        if (!located.normalize().startsWith(root)) {
            throw ProtocolException.invalid("Invalid path");
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

    private static String reason(FileSystemException e) {
        return e.getReason() == null ? "a part of its path is a file" : e.getReason();
    }

    private static ProtocolException noSuchArtifact(ArtifactPath path) {
        return ProtocolException.missing("No such artifact: '" + path + "'");
    }
}
