package dev.lastmile.trackingserver.protocol;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The body of a request, which fails at a limit, whatever length its headers state. */
final class LimitedBody extends FilterInputStream {
    private final int limit;
    private long left;

    LimitedBody(InputStream body, int limit) {
        super(body);
        this.limit = limit;
        this.left = limit;
    }

    @Override
    public int read() throws IOException {
        int next = super.read();
        return next < 0 ? next : counted(1, next);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        return read < 0 ? read : counted(read, read);
    }

    /** Leaves the body open: closing it would read the rest of it. */
    @Override
    public void close() {}

    private int counted(int bytes, int result) {
        left -= bytes;
        if (left < 0) {
            throw new ProtocolException(
                    ErrorCode.REQUEST_LIMIT_EXCEEDED,
                    "The request is larger than " + limit + " bytes. Send less at a time.");
        }
        return result;
    }
}
