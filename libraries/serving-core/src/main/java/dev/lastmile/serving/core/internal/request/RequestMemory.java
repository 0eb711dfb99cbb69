package dev.lastmile.serving.core.internal.request;

import dev.lastmile.serving.core.RequestRejectedException;
import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The heap that all requests in flight may use for bodies, parsed columns and responses. Memory that grows with a request
 * is reserved before it is allocated, so that requests cannot exhaust the heap. Thread-safe.
 */
public final class RequestMemory {
    private static final long MEGABYTE = 1 << 20;

    private final long limit;
    private final AtomicLong reserved = new AtomicLong();
    private final Cleaner cleaner = Cleaner.create();

    /**
     * @param limit in bytes, for all requests together
     */
    public RequestMemory(long limit) {
        this.limit = limit;
    }

    /** A share of the heap, in bytes, that leaves room for the service itself and for garbage. */
    public static long shareOfHeap() {
        return Runtime.getRuntime().maxMemory() / 4;
    }

    /** Opens the reservation of one request. */
    public Reservation open() {
        return new Reservation(this);
    }

    /** Opens a reservation without a limit. */
    public static Reservation unlimited() {
        return new Reservation(null);
    }

    /** Bytes that are reserved now. */
    public long reserved() {
        return reserved.get();
    }

    /** The reservation of one request, released by closing it. Not thread-safe. */
    public static final class Reservation implements AutoCloseable {
        /** Minimum bytes reserved from the shared counter, which reduces contention. */
        private static final long BLOCK = 8 * 1024;

        private final RequestMemory memory;
        private long bytes;
        private long used;

        private Reservation(RequestMemory memory) {
            this.memory = memory;
        }

        /**
         * Reserves memory that is about to be allocated.
         *
         * @throws RequestRejectedException with 413 if the request alone exceeds the limit, with 429 if requests in flight leave too little
         */
        public void reserve(long more) {
            if (memory == null) {
                return;
            }
            if (used + more <= bytes) {
                used += more;
                return;
            }
            if (used + more > memory.limit) {
                throw RequestRejectedException.tooLarge("The request needs more than " + memory.limit / MEGABYTE
                        + " MB of memory, which is the limit of this service. Send fewer rows at a time, or give the"
                        + " service a larger heap.");
            }
            long missing = used + more - bytes;
            if (!take(Math.max(missing, BLOCK)) && !take(missing)) {
                throw RequestRejectedException.tooMany("Requests in flight need more than " + memory.limit / MEGABYTE
                        + " MB of memory, which is the limit of this service. Send it again in a moment, send fewer"
                        + " rows at a time, or give the service a larger heap.");
            }
            used += more;
        }

        /**
         * Moves the bytes of a response out of this reservation, which can then be closed: they count until the client has
         * received them. They are in memory already, so they are never rejected; later requests are.
         */
        public HeldBytes hold(byte[] response) {
            if (memory == null) {
                return new HeldBytes(response, null, null);
            }
            int length = response.length;
            AtomicLong all = memory.reserved;
            long spare = Math.min(bytes, length);
            all.addAndGet(length - spare);
            bytes -= spare;
            used = Math.min(used, bytes);
            return new HeldBytes(response, memory.cleaner, () -> all.addAndGet(-length));
        }

        private boolean take(long block) {
            if (memory.reserved.addAndGet(block) > memory.limit) {
                memory.reserved.addAndGet(-block);
                return false;
            }
            bytes += block;
            return true;
        }

        @Override
        public void close() {
            if (memory != null) {
                memory.reserved.addAndGet(-bytes);
                bytes = 0;
                used = 0;
            }
        }
    }
}
