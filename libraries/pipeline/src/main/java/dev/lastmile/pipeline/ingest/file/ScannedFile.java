package dev.lastmile.pipeline.ingest.file;

import java.io.Serializable;
import java.util.List;

/**
 * What one pass over a file has found.
 *
 * @param file the file
 * @param problem why it cannot be ingested, as the end of a sentence that begins with its name; or null
 * @param sha256 of its bytes, 64 hexadecimal digits
 * @param bytes its size
 * @param gzip whether it is compressed
 * @param firstLine the first line that is not blank, without its line break
 * @param firstLineNumber the number of that line, from 1
 * @param lines how many lines it has
 * @param parts ranges of its text that may be read apart from each other
 */
public record ScannedFile(
        ListedFile file,
        String problem,
        String sha256,
        long bytes,
        boolean gzip,
        byte[] firstLine,
        long firstLineNumber,
        long lines,
        List<Part> parts)
        implements FoundFile, Serializable {
    @Override
    public long positions() {
        return lines;
    }

    /**
     * A range of the text.
     *
     * @param start offset of its first byte
     * @param end offset behind it, or {@link Long#MAX_VALUE}
     * @param firstLine number of the first line that begins in it
     * @param lines how many lines begin in it
     */
    public record Part(long start, long end, long firstLine, long lines) implements Serializable {}

    static ScannedFile failed(ListedFile file, String problem) {
        return new ScannedFile(file, problem, "", 0, false, new byte[0], 0, 0, List.of());
    }
}
