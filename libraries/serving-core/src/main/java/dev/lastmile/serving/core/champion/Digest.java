package dev.lastmile.serving.core.champion;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** What a model version's tags say of its files. */
final class Digest {
    private Digest() {}

    /** {@code sha256:<hex>} of a file, if there is one. */
    static Optional<String> of(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (InputStream bytes = Files.newInputStream(file)) {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            new DigestInputStream(bytes, sha).transferTo(OutputStream.nullOutputStream());
            return Optional.of("sha256:" + HexFormat.of().formatHex(sha.digest()));
        } catch (NoSuchFileException e) {
            return Optional.empty(); // another process has just taken it away
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
