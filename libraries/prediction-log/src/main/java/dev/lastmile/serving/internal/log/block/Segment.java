package dev.lastmile.serving.internal.log.block;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A buffer that several threads append records to without locks, and that one thread reads once it is sealed.
 *
 * <p>Appending reserves a range, copies the record, and adds the range to the copied bytes. The segment is sealed by the
 * first reservation beyond its capacity; it is complete once everything reserved before that is copied.
 *
 * <p>A range is the length of the record, the index of its kind, and the record. A record without a kind is incomplete: an
 * error ended its thread while it was appending.
 */
final class Segment {
    static final int PREFIX = 2 * Integer.BYTES;

    private static final RecordKind[] NONE = {};
    private static final int INCOMPLETE = -1;
    private static final int UNKNOWN = -1;

    private final ByteBuffer memory;
    private final boolean reusable;
    private final AtomicLong reserved = new AtomicLong();
    private final AtomicLong copied = new AtomicLong();
    private volatile RecordKind[] kinds = NONE;
    private volatile int end = UNKNOWN;

    private Segment(ByteBuffer memory, boolean reusable) {
        this.memory = memory.order(ByteOrder.LITTLE_ENDIAN);
        this.reusable = reusable;
    }

    /** An empty off-heap segment. */
    static Segment allocate(int capacity) {
        return new Segment(ByteBuffer.allocateDirect(capacity), true);
    }

    /** A sealed segment of a single large record, on the heap. */
    static Segment of(RecordKind kind, ByteSink record) {
        Segment segment = new Segment(ByteBuffer.allocate(PREFIX + record.length()), false);
        segment.append(kind, record);
        segment.seal();
        return segment;
    }

    /**
     * Appends a record.
     *
     * @return false if the segment is sealed, by this call or before
     */
    boolean append(RecordKind kind, ByteSink record) {
        int size = PREFIX + record.length();
        long begin = reserve(size);
        if (begin < 0) {
            return false;
        }
        int at = (int) begin;
        try {
            memory.putInt(at, record.length());
            memory.putInt(at + Integer.BYTES, INCOMPLETE);
            memory.put(at + PREFIX, record.bytes(), 0, record.length());
            // Only now is it certain that the segment is not reset: without this record it is incomplete.
            memory.putInt(at + Integer.BYTES, index(kind));
        } finally {
            copied.addAndGet(size);
        }
        return true;
    }

    /**
     * Seals the segment: no record can be appended any more.
     *
     * @return the number of used bytes
     */
    int seal() {
        reserve(memory.capacity() + 1);
        // Another thread may have sealed it, and be about to set the end.
        while (end == UNKNOWN) {
            Thread.onSpinWait();
        }
        return end;
    }

    /** Whether all records of a sealed segment are copied. */
    boolean isComplete() {
        return end != UNKNOWN && copied.get() == end;
    }

    /** Number of used bytes of a sealed segment. */
    int length() {
        return end;
    }

    /** Whether it has no records. */
    boolean isEmpty() {
        return reserved.get() == 0;
    }

    boolean isReusable() {
        return reusable;
    }

    int capacity() {
        return memory.capacity();
    }

    /** The records of a complete segment. */
    ByteBuffer memory() {
        return memory.duplicate().order(ByteOrder.LITTLE_ENDIAN).position(0).limit(end);
    }

    /** The kind with an index, of a complete segment. */
    RecordKind kind(int index) {
        return kinds[index];
    }

    /** The number of kinds, of a complete segment. */
    int kinds() {
        return kinds.length;
    }

    /** Resets a sealed, complete and read segment for reuse. */
    void reset() {
        copied.set(0);
        kinds = NONE;
        end = UNKNOWN;
        reserved.set(0);
    }

    // Exactly one of the failing reservations begins within the capacity: that one seals.
    private long reserve(int size) {
        long begin = reserved.getAndAdd(size);
        if (begin + size <= memory.capacity()) {
            return begin;
        }
        if (begin <= memory.capacity()) {
            end = (int) begin;
        }
        return -1;
    }

    private int index(RecordKind kind) {
        RecordKind[] known = kinds;
        for (int i = 0; i < known.length; i++) {
            if (known[i] == kind) {
                return i;
            }
        }
        return add(kind);
    }

    private synchronized int add(RecordKind kind) {
        RecordKind[] known = kinds;
        int index = Arrays.asList(known).indexOf(kind);
        if (index < 0) {
            RecordKind[] more = Arrays.copyOf(known, known.length + 1);
            index = known.length;
            more[index] = kind;
            kinds = more;
        }
        return index;
    }
}
