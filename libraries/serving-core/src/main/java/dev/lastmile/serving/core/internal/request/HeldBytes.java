package dev.lastmile.serving.core.internal.request;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ref.Cleaner;

/** A response that counts towards {@link RequestMemory} until it is written or unreachable. */
public final class HeldBytes {
    private final byte[] bytes;
    private final Cleaner.Cleanable release;

    HeldBytes(byte[] bytes, Cleaner cleaner, Runnable release) {
        this.bytes = bytes;
        this.release = cleaner == null ? () -> {} : cleaner.register(this, release);
    }

    /** Number of bytes. */
    public int length() {
        return bytes.length;
    }

    /** Writes all bytes to a stream, which may block, and releases their memory. */
    public void writeTo(OutputStream stream) throws IOException {
        try {
            stream.write(bytes);
        } finally {
            release.clean();
        }
    }
}
