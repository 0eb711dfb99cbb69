package dev.lastmile.pipeline.ingest;

import dev.lastmile.pipeline.ingest.text.TextFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/**
 * A file with something odd, and its documented outcome.
 *
 * @param name of the case
 * @param file name of the file
 * @param content its bytes
 * @param format it is read with
 * @param outcome the rows, as {@code 1=[a, 2]} with their positions; or {@code reject 2 n "5d" type integer}; or {@code fails}
 *     and a part of the message
 */
record OddInput(String name, String file, byte[] content, TextFormat format, String... outcome) {
    static OddInput csv(String name, String text, String... outcome) {
        return new OddInput(name, "odd.csv", utf8(text), TextFormat.csv(), outcome);
    }

    /** A single value of one of the columns that {@link OddInputsTest} has, in a file with a header. */
    static OddInput value(String column, String value, String outcome) {
        return csv(column + " " + value, column + "\n" + value + "\n", outcome);
    }

    OddInput with(TextFormat other) {
        return new OddInput(name, file, content, other, outcome);
    }

    OddInput expecting(String... other) {
        return new OddInput(name, file, content, format, other);
    }

    OddInput named(String other) {
        return new OddInput(name, other, content, format, outcome);
    }

    OddInput bytes(byte[] other) {
        return new OddInput(name, file, other, format, outcome);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] in(String charset, String text) {
        return text.getBytes(Charset.forName(charset));
    }

    static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(utf8(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    static byte[] cut(byte[] bytes, int length) {
        return Arrays.copyOf(bytes, length);
    }

    @Override
    public String toString() {
        return name;
    }
}
