package dev.lastmile.pipeline.ingest.file;

import dev.lastmile.pipeline.ingest.text.TextFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.charset.CharacterCodingException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Reads a file once, as a stream: its digest, its first line, how many lines begin in each part, and whether it is what the
 * format says at all (empty, damaged gzip, another compression, another encoding). Runs on executors.
 */
public final class FileScan implements Serializable {
    private static final long serialVersionUID = 1;
    private static final int LONGEST_HEADER = 1 << 20;
    private static final int HEAD = 1 << 12;

    private final FileStore store;
    private final TextFormat format;
    private final long partBytes;

    /**
     * @param partBytes size of the parts of a file that several tasks may read
     */
    public FileScan(FileStore store, TextFormat format, long partBytes) {
        this.store = store;
        this.format = format;
        this.partBytes = partBytes;
    }

    /** A digest of SHA-256. */
    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** SHA-256 of a file, 64 hexadecimal digits; read as a stream. */
    public static String digest(FileStore store, String location) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in = store.open(location, 0)) {
            byte[] block = new byte[1 << 17];
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                digest.update(block, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Scans one file; a problem is in the result, not thrown. */
    public ScannedFile scan(ListedFile file) {
        boolean gzip = false;
        try {
            byte[] head = head(file);
            gzip = head.length > 1 && head[0] == 0x1f && (head[1] & 0xFF) == 0x8b;
            String problem = gzip ? null : problemOf(file, head);
            return problem == null ? scan(file, gzip) : ScannedFile.failed(file, problem);
        } catch (CharacterCodingException e) {
            return ScannedFile.failed(
                    file, "is not in the encoding " + format.charset() + ". Give the encoding that it was written in.");
        } catch (IOException e) {
            return ScannedFile.failed(
                    file,
                    gzip
                            ? "is a gzip file that is damaged or ends too early (" + e.getMessage()
                                    + "). Compress or copy it again."
                            : "cannot be read: " + e.getMessage());
        }
    }

    private byte[] head(ListedFile file) throws IOException {
        try (InputStream in = store.open(file.location(), 0)) {
            return in.readNBytes(HEAD);
        }
    }

    private String problemOf(ListedFile file, byte[] head) {
        if (head.length == 0) {
            return "is empty; a record per line is expected.";
        }
        if (file.name().toLowerCase(Locale.ROOT).endsWith(".gz")) {
            return "is named .gz and is not a gzip file. Rename it, or copy it again.";
        }
        String archive = startsWith(head, 'P', 'K', 3, 4)
                ? "a zip archive, such as a spreadsheet"
                : startsWith(head, 'P', 'A', 'R', '1')
                        ? "a Parquet file"
                        : startsWith(head, 'B', 'Z', 'h')
                                ? "compressed with bzip2"
                                : startsWith(head, 0x28, 0xB5, 0x2F, 0xFD)
                                        ? "compressed with zstd"
                                        : startsWith(head, 0xFD, '7', 'z', 'X', 'Z') ? "compressed with xz" : null;
        return archive == null
                ? encodingProblem(head)
                : "is " + archive + ", not text. Unpack it, or give the format that it has.";
    }

    private String encodingProblem(byte[] head) {
        if (!format.isAsciiTransparent()) {
            return null;
        }
        boolean nul = false;
        for (byte b : head) {
            nul |= b == 0;
        }
        boolean mark = startsWith(head, 0xFF, 0xFE) || startsWith(head, 0xFE, 0xFF);
        return mark || nul
                ? "is not in the encoding " + format.charset() + ": it "
                        + (mark ? "begins with the mark of UTF-16" : "has NUL bytes, as UTF-16 and UTF-32 have")
                        + ". Give the encoding that it was written in."
                : null;
    }

    private static boolean startsWith(byte[] head, int... expected) {
        for (int i = 0; i < expected.length; i++) {
            if (i >= head.length || (head[i] & 0xFF) != expected[i]) {
                return false;
            }
        }
        return true;
    }

    private ScannedFile scan(ListedFile file, boolean gzip) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream raw = store.open(file.location(), 0)) {
            CountingDigest bytes = new CountingDigest(raw, digest);
            LineCount count = new LineCount(format.isSplittable() && !gzip ? partBytes : Long.MAX_VALUE);
            InputStream text = TextStream.of(bytes, gzip, format);
            byte[] block = new byte[1 << 17];
            // Full blocks, so that the mark of UTF-8 is never cut in two.
            for (int n = text.readNBytes(block, 0, block.length); n > 0; n = text.readNBytes(block, 0, block.length)) {
                count.add(block, n);
            }
            bytes.drain(block);
            if (!count.firstIsText) {
                return ScannedFile.failed(file, "is empty; a record per line is expected.");
            }
            byte[] first = count.first.toByteArray();
            if (format.kind() == TextFormat.Kind.JSON_LINES
                    && new String(first, java.nio.charset.StandardCharsets.ISO_8859_1)
                            .strip()
                            .startsWith("[")) {
                return ScannedFile.failed(
                        file, "is a JSON array, not JSON lines. Write one object per line, as jq -c '.[]' does.");
            }
            return new ScannedFile(
                    file,
                    null,
                    HexFormat.of().formatHex(digest.digest()),
                    bytes.count,
                    gzip,
                    first,
                    count.firstNumber,
                    count.lines,
                    count.parts());
        }
    }

    private static final class CountingDigest extends DigestInputStream {
        private long count;

        CountingDigest(InputStream in, MessageDigest digest) {
            super(in, digest);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int n = super.read(target, offset, length);
            count += Math.max(0, n);
            return n;
        }

        void drain(byte[] block) throws IOException {
            while (read(block, 0, block.length) >= 0) {
                continue;
            }
        }
    }

    /** Lines by part. A line begins at offset 0, behind LF, and behind CR unless LF follows. */
    private static final class LineCount {
        private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

        private final long partBytes;
        private final ByteArrayOutputStream first = new ByteArrayOutputStream();
        private long[] counts = new long[1];
        private long position;
        private long begin;
        private long lines;
        private long firstNumber;
        private byte last = '\n';
        private boolean firstDone;
        private boolean firstIsText;

        LineCount(long partBytes) {
            this.partBytes = partBytes;
        }

        void add(byte[] block, int length) {
            int from = 0;
            if (position == 0 && length >= 3 && Arrays.equals(MARK, 0, 3, block, 0, 3)) {
                from = 3;
                begin = 3;
            }
            byte before = last;
            for (int i = from; i < length; i++) {
                byte b = block[i];
                if (before == '\n' || before == '\r' && b != '\n') {
                    beginLine(position + i);
                }
                before = b;
                if (!firstDone) {
                    addToFirst(b);
                }
            }
            last = before;
            position += length;
        }

        private void beginLine(long offset) {
            int part = (int) ((offset - begin) / partBytes);
            if (part >= counts.length) {
                counts = Arrays.copyOf(counts, Math.max(part + 1, counts.length * 2));
            }
            counts[part]++;
            lines++;
        }

        private void addToFirst(byte b) {
            boolean isBreak = b == '\n' || b == '\r';
            if (!isBreak && first.size() < LONGEST_HEADER) {
                firstIsText |= b != ' ' && b != '\t';
                first.write(b);
                firstNumber = lines;
            } else if (firstIsText) {
                firstDone = true;
            } else {
                first.reset();
            }
        }

        List<ScannedFile.Part> parts() {
            List<ScannedFile.Part> parts = new ArrayList<>();
            long next = 1;
            for (int i = 0; i < counts.length; i++) {
                if (counts[i] > 0 || i == 0) {
                    long start = begin + (partBytes == Long.MAX_VALUE ? 0 : i * partBytes);
                    long end = partBytes == Long.MAX_VALUE ? Long.MAX_VALUE : start + partBytes;
                    parts.add(new ScannedFile.Part(start, end, next, counts[i]));
                    next += counts[i];
                }
            }
            return parts;
        }
    }
}
