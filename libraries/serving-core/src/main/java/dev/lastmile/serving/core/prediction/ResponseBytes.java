package dev.lastmile.serving.core.prediction;

import java.io.ByteArrayOutputStream;

/** Memory in which a thread writes one response after another, so that a response allocates no more than its own bytes. */
public final class ResponseBytes extends ByteArrayOutputStream {
    private static final int USUAL = 4 * 1024;
    /** There can be hundreds of threads. */
    private static final int MAX_KEPT = 32 * 1024;

    private static final ThreadLocal<ResponseBytes> OWN = ThreadLocal.withInitial(ResponseBytes::new);

    private ResponseBytes() {
        super(USUAL);
    }

    /** The calling thread's memory, empty. It is for one response at a time, whose bytes are copied out of it. */
    public static ResponseBytes begin() {
        ResponseBytes own = OWN.get();
        own.count = 0;
        if (own.buf.length > MAX_KEPT) {
            own.buf = new byte[USUAL];
        }
        return own;
    }
}
