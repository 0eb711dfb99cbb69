package dev.lastmile.httpguard;

import java.util.concurrent.atomic.AtomicLong;

/** A limited resource that requests in flight share, such as permits or bytes of memory. Thread-safe. */
public final class Share {
    private final long most;
    private final AtomicLong used = new AtomicLong();

    /** @param most total amount */
    public Share(long most) {
        this.most = most;
    }

    /**
     * Acquires an amount for a request, until its response begins.
     *
     * @return false if too little is available; nothing is acquired then
     */
    public boolean take(InFlightRequest request, long amount) {
        if (used.addAndGet(amount) > most) {
            used.addAndGet(-amount);
            return false;
        }
        request.onRelease(() -> used.addAndGet(-amount));
        return true;
    }

    /** Total amount. */
    public long most() {
        return most;
    }

    /** Amount in use. */
    public long used() {
        return used.get();
    }
}
