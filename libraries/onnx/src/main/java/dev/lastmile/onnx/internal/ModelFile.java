package dev.lastmile.onnx.internal;

import dev.lastmile.onnx.OnnxModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** ONNX files as memory, and their digests. */
public final class ModelFile {
    private ModelFile() {}

    /**
     * Maps a file into memory outside of the heap, which the garbage collector unmaps. A file that is replaced by
     * another one (renamed over) keeps its bytes; one that is written to changes the memory.
     *
     * @throws OnnxModelException if it cannot be read
     */
    public static ByteBuffer map(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw new OnnxModelException(file + " has " + channel.size()
                        + " bytes, and an ONNX file cannot have 2 GB or more. Export a smaller model.");
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
        } catch (NoSuchFileException e) {
            throw new OnnxModelException(file + " does not exist. Download the model again.", e);
        } catch (IOException e) {
            throw new OnnxModelException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** {@code sha256:} and the digest of the remaining bytes in lower-case hexadecimal digits; they are not consumed. */
    public static String digest(ByteBuffer bytes) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(bytes.duplicate());
            return "sha256:" + HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
