package dev.lastmile.profile.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;

/** The characters of a reader as UTF-8, without a byte order mark. */
final class Utf8Stream extends InputStream {
    private final Reader reader;
    private final char[] characters = new char[1 << 13];
    private int held;
    private boolean begun;
    private byte[] encoded = {};
    private int at;

    Utf8Stream(Reader reader) {
        this.reader = reader;
    }

    @Override
    public int read() throws IOException {
        return fill() ? encoded[at++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, encoded.length - at);
        System.arraycopy(encoded, at, target, offset, count);
        at += count;
        return count;
    }

    private boolean fill() throws IOException {
        while (at == encoded.length) {
            int count = reader.read(characters, held, characters.length - held);
            if (count < 0 && held == 0) {
                return false;
            }
            int length = held + Math.max(0, count);
            // The second half of a surrogate pair is in the next block.
            held = count > 0 && Character.isHighSurrogate(characters[length - 1]) ? 1 : 0;
            int from = !begun && length > 0 && characters[0] == '\uFEFF' ? 1 : 0;
            begun = true;
            encoded = new String(characters, from, length - held - from).getBytes(StandardCharsets.UTF_8);
            characters[0] = characters[length - 1];
            at = 0;
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
