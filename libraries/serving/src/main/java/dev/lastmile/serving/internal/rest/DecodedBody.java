package dev.lastmile.serving.internal.rest;

import dev.lastmile.serving.core.InvalidRequestException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * The bytes of a request body, decompressed as they are read. Closing it frees the memory of the decompressor, and leaves
 * the body open, since closing that would read it to its end.
 */
final class DecodedBody extends InputStream {
    private static final int BUFFER = 8192;

    private final InputStream body;
    private final ContentEncoding encoding;
    private InputStream plain;
    private Inflater inflater;

    DecodedBody(InputStream body, ContentEncoding encoding) {
        this.body = body;
        this.encoding = encoding;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    /** @throws InvalidRequestException if the data are corrupt or truncated */
    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            if (plain == null) {
                plain = open();
            }
            return plain.read(buffer, offset, length);
        } catch (ZipException | EOFException e) {
            throw InvalidRequestException.unreadable("The request's "
                    + encoding.name().toLowerCase(Locale.ROOT) + " data are corrupt or cut off: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        if (inflater != null) {
            inflater.end();
        }
    }

    private InputStream open() throws IOException {
        return switch (encoding) {
            case IDENTITY -> body;
            case GZIP -> new Gzip(body);
            case DEFLATE -> {
                BufferedInputStream buffered = new BufferedInputStream(body, BUFFER);
                inflater = new Inflater(!hasZlibHeader(buffered));
                yield new InflaterInputStream(buffered, inflater, BUFFER);
            }
        };
    }

    // By its standard, deflate is the zlib format; some clients send raw deflate data.
    private static boolean hasZlibHeader(InputStream body) throws IOException {
        body.mark(2);
        int first = body.read();
        int second = body.read();
        body.reset();
        return (first & 0x0F) == 8 && second >= 0 && (first * 256 + second) % 31 == 0;
    }

    /** Exposes its inflater, so that it can be ended without closing the body. */
    private final class Gzip extends GZIPInputStream {
        Gzip(InputStream body) throws IOException {
            super(body, BUFFER);
            inflater = inf;
        }
    }
}
