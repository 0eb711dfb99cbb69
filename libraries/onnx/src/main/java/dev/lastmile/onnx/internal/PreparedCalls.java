package dev.lastmile.onnx.internal;

import java.util.concurrent.atomic.AtomicReferenceArray;

/** Prepared calls of one session that are not in use. Thread-safe; nothing waits. */
final class PreparedCalls implements AutoCloseable {
    private static final int KEPT = 16;

    private final ModelSession session;
    private final CallLayout layout;
    private final AtomicReferenceArray<PreparedCall> free = new AtomicReferenceArray<>(KEPT);

    PreparedCalls(ModelSession session, CallLayout layout) {
        this.session = session;
        this.layout = layout;
    }

    /** A call for the caller alone, one for that number of rows if there is one; to be given {@linkplain #release back}. */
    PreparedCall take(int rows) {
        boolean room = false;
        for (int i = 0; i < KEPT; i++) {
            PreparedCall call = free.get(i);
            if (call != null && call.rows() == rows && free.compareAndSet(i, call, null)) {
                return call;
            }
            room |= call == null;
        }
        // Another one is kept before one for another number of rows is prepared anew.
        for (int i = KEPT - 1; i >= 0 && !room; i--) {
            PreparedCall call = free.getAndSet(i, null);
            if (call != null) {
                return call;
            }
        }
        return new PreparedCall(session, layout);
    }

    /** Gives a call back, which is closed where enough are kept. */
    void release(PreparedCall call) {
        for (int i = 0; i < KEPT; i++) {
            if (free.get(i) == null && free.compareAndSet(i, null, call)) {
                return;
            }
        }
        call.close();
    }

    /** Closes those that are kept; none may be in use. */
    @Override
    public void close() {
        for (int i = 0; i < KEPT; i++) {
            PreparedCall call = free.getAndSet(i, null);
            if (call != null) {
                call.close();
            }
        }
    }
}
