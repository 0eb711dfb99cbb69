package dev.lastmile.profile.file;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * The first bytes of a file: whether it is text, compressed, and in which Unicode encoding if it has a mark.
 *
 * @param path of the file
 * @param gzip whether it is compressed
 * @param bytes the first of its text, at most {@link #LENGTH}, decompressed
 * @param charset by its mark or its zero bytes; UTF-8 unless they say otherwise
 */
public record FileHead(Path path, boolean gzip, byte[] bytes, String charset) {
    /** How much is looked at before the file is read as a whole. */
    public static final int LENGTH = 1 << 18;

    /**
     * Reads the head of a file.
     *
     * @throws ProfileException if the file does not exist, is empty, or is not text
     */
    public static FileHead of(Path path) {
        String name = String.valueOf(path.getFileName());
        if (!Files.isRegularFile(path)) {
            throw new ProfileException("The file " + path
                    + (Files.isDirectory(path)
                            ? " is a folder. Give one file."
                            : " does not exist." + " Check the path."));
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
            in.mark(8);
            byte[] magic = in.readNBytes(8);
            in.reset();
            requireText(name, magic);
            boolean gzip = startsWith(magic, 0x1f, 0x8b);
            byte[] head = (gzip ? new GZIPInputStream(in) : in).readNBytes(LENGTH);
            if (head.length == 0) {
                throw new ProfileException(name + " is empty. Give a file with a header and at least two rows.");
            }
            requireText(name, head);
            return new FileHead(path, gzip, head, charset(name, head));
        } catch (IOException e) {
            throw new ProfileException(name + " cannot be read: " + e.getMessage() + ". Copy it again.");
        }
    }

    /** The text of the file without a mark of UTF-8; several gzip members are one text. */
    InputStream open(InputStream file) throws IOException {
        InputStream text = gzip ? new GZIPInputStream(file, 1 << 16) : file;
        PushbackInputStream rest = new PushbackInputStream(text, 3);
        byte[] mark = rest.readNBytes(3);
        if (!startsWith(mark, 0xEF, 0xBB, 0xBF)) {
            rest.unread(mark);
        }
        return rest;
    }

    private static void requireText(String name, byte[] head) {
        String lower = name.toLowerCase(Locale.ROOT);
        String what = null;
        if (startsWith(head, 'P', 'A', 'R', '1')) {
            what = "is a Parquet file. Write it as CSV or JSON lines, for example with pandas:"
                    + " pandas.read_parquet('" + name + "').to_csv('data.csv', index=False)";
        } else if (startsWith(head, 'P', 'K', 3, 4) && lower.matches(".*\\.(xlsx|xlsm|ods)")
                || startsWith(head, 0xD0, 0xCF, 0x11, 0xE0)) {
            what = "is a spreadsheet. Save the sheet that has the data as \"CSV UTF-8\", and give that file";
        } else if (startsWith(head, 'P', 'K', 3, 4)) {
            what = "is a zip archive. Unpack it, and give the file with the data";
        } else if (startsWith(head, 'B', 'Z', 'h')
                || startsWith(head, 0x28, 0xB5, 0x2F, 0xFD)
                || startsWith(head, 0xFD, '7', 'z', 'X')) {
            what = "is compressed with bzip2, zstd or xz. Unpack it, or compress it with gzip";
        }
        if (what != null) {
            throw new ProfileException(name + " " + what + ".");
        }
    }

    private static String charset(String name, byte[] head) {
        if (startsWith(head, 0xFF, 0xFE) || startsWith(head, 0xFE, 0xFF)) {
            return "UTF-16";
        }
        int even = 0;
        int odd = 0;
        int control = 0;
        for (int i = 0; i < head.length; i++) {
            int b = head[i] & 0xFF;
            if (b == 0) {
                even += 1 - i % 2;
                odd += i % 2;
            } else if (b < 9 || b > 13 && b < 32 && b != 27 || b == 127) {
                control++;
            }
        }
        // ASCII characters in UTF-16 have a zero in every second byte.
        if (odd > head.length / 4 && even < odd / 10) {
            return "UTF-16LE";
        } else if (even > head.length / 4 && odd < even / 10) {
            return "UTF-16BE";
        } else if (even + odd > 0 || control > head.length / 100) {
            throw new ProfileException(name + " is a binary file, not text. Give CSV, TSV or JSON lines,"
                    + " each of them plain or gzip.");
        }
        return "UTF-8";
    }

    private static boolean startsWith(byte[] bytes, int... start) {
        boolean same = bytes.length >= start.length;
        for (int i = 0; same && i < start.length; i++) {
            same = (bytes[i] & 0xFF) == start[i];
        }
        return same;
    }
}
