package dev.lastmile.onnx.internal;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts the calls in flight on something that is closed one day. Thread-safe.
 *
 * <p>A call never waits, which a reader of a read-write lock does while a writer waits for the readers before it: the
 * caller may be an event loop. Only {@link #close} waits.
 */
final class InFlightCalls {
    /** In {@link #state}, above the number of calls in flight. */
    private static final long CLOSED = 1L << 62;

    private final AtomicLong state = new AtomicLong();
    private volatile Thread closing;

    /**
     * Begins a call.
     *
     * @return whether it may go on, and has to {@link #exit}; false once {@link #close} was called
     */
    boolean enter() {
        if (state.getAndIncrement() < CLOSED) {
            return true;
        }
        exit();
        return false;
    }

    /** Ends a call. */
    void exit() {
        if (state.decrementAndGet() == CLOSED) {
            LockSupport.unpark(closing);
        }
    }

    boolean isClosed() {
        return state.get() >= CLOSED;
    }

    /**
     * Lets no further call begin, and waits for those in flight; an interrupt does not end the wait.
     *
     * @return whether this is the first call of it
     */
    synchronized boolean close() {
        if (isClosed()) {
            return false;
        }
        closing = Thread.currentThread();
        boolean interrupted = false;
        for (long now = state.addAndGet(CLOSED); now != CLOSED; now = state.get()) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        closing = null;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return true;
    }
}
