package dev.lastmile.serving.rest;

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
 * The plain bytes of a request body, decompressed as they are read and never ahead of it. Closing it frees the memory of
 * decompression, and leaves the body open, which the server would read to its end.
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

    /** @throws InvalidRequestException for data that are not of the encoding */
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

    // Deflate is zlib's format by its standard, and the bare data of some clients.
    private static boolean hasZlibHeader(InputStream body) throws IOException {
        body.mark(2);
        int first = body.read();
        int second = body.read();
        body.reset();
        return (first & 0x0F) == 8 && second >= 0 && (first * 256 + second) % 31 == 0;
    }

    /** Hands out its inflater, so that it can be ended without the body being closed. */
    private final class Gzip extends GZIPInputStream {
        Gzip(InputStream body) throws IOException {
            super(body, BUFFER);
            inflater = inf;
        }
    }
}
