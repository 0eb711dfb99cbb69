package dev.lastmile.httpguard;

import java.util.concurrent.atomic.AtomicLong;

/** Something that requests in flight share, of which there is only so much: permits, or bytes of memory. Thread-safe. */
public final class Share {
    private final long most;
    private final AtomicLong used = new AtomicLong();

    /** @param most that all requests have together */
    public Share(long most) {
        this.most = most;
    }

    /**
     * Takes a part for a request, which has it until its response begins.
     *
     * @return false if there is not enough left; nothing is taken then
     */
    public boolean take(InFlightRequest request, long amount) {
        if (used.addAndGet(amount) > most) {
            used.addAndGet(-amount);
            return false;
        }
        request.holds(() -> used.addAndGet(-amount));
        return true;
    }

    /** What there is. */
    public long most() {
        return most;
    }

    /** What is taken. */
    public long used() {
        return used.get();
    }
}
