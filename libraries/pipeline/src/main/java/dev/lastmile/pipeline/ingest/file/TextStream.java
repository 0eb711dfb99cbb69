package dev.lastmile.pipeline.ingest.file;

import dev.lastmile.pipeline.ingest.text.TextFormat;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** The text of a file: decompressed, and as UTF-8 where its encoding cannot be parsed byte by byte. */
public final class TextStream {
    private TextStream() {}

    /** Opens the text of a file at an offset of that text, which is 0 unless the file's bytes are its text. */
    public static InputStream open(FileStore store, String location, boolean gzip, TextFormat format, long offset)
            throws IOException {
        return of(store.open(location, offset), gzip, format);
    }

    static InputStream of(InputStream file, boolean gzip, TextFormat format) throws IOException {
        InputStream text = gzip ? new GzipCompressorInputStream(new BufferedInputStream(file, 1 << 16), true) : file;
        return format.isAsciiTransparent() ? text : new Transcoded(text, Charset.forName(format.charset()));
    }

    /** Throws {@link java.nio.charset.CharacterCodingException} where the bytes are not in the encoding. */
    private static final class Transcoded extends InputStream {
        private final Reader characters;
        private final CharBuffer decoded = CharBuffer.allocate(1 << 13);
        private final ByteBuffer encoded = ByteBuffer.allocate(1 << 15);
        private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
        private boolean ended;

        Transcoded(InputStream in, Charset charset) {
            characters = new InputStreamReader(
                    in,
                    charset.newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .onUnmappableCharacter(CodingErrorAction.REPORT));
            decoded.limit(0);
            encoded.limit(0);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            while (!encoded.hasRemaining()) {
                if (ended) {
                    return -1;
                }
                fill();
            }
            int count = Math.min(length, encoded.remaining());
            encoded.get(target, offset, count);
            return count;
        }

        private void fill() throws IOException {
            decoded.compact();
            ended = characters.read(decoded) < 0;
            decoded.flip();
            encoded.clear();
            var result = encoder.encode(decoded, encoded, ended);
            if (result.isError()) {
                result.throwException();
            }
            encoded.flip();
        }

        @Override
        public void close() throws IOException {
            characters.close();
        }
    }
}
