package dev.lastmile.serving.log.block;

import dev.lastmile.serving.core.prediction.Prediction;
import dev.lastmile.serving.core.prediction.PredictionLog.Caller;
import dev.lastmile.serving.core.prediction.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.atomic.MpmcAtomicArrayQueue;

/**
 * Encoded records between the threads that score and the one that writes, in memory outside the heap.
 *
 * <p>Offering takes no lock and waits for nobody. It is bounded in records and in bytes; a record that is too large for a
 * segment is in one of its own, on the heap.
 */
public final class RecordBuffer {
    /** Bytes of a segment: with their header, most blocks are within the 64 KiB that H2 keeps in a row. */
    static final int SEGMENT = 60 * 1024;

    private static final int LEAST_SEGMENTS = 16;
    private static final int ENCODERS = 16;
    private static final int RECENT_KINDS = 8;
    private static final long LOOK_NANOS = 100_000;

    private final int mostRecords;
    private final long mostBytes;
    private final Set<String> omitted;
    private final MpmcAtomicArrayQueue<RecordEncoder> encoders = new MpmcAtomicArrayQueue<>(ENCODERS);
    private final AtomicReference<Segment> current = new AtomicReference<>();
    private final Queue<Segment> sealed = new ConcurrentLinkedQueue<>();
    private final Queue<Segment> free = new ConcurrentLinkedQueue<>();
    private final AtomicInteger records = new AtomicInteger();
    private final AtomicInteger sealedSegments = new AtomicInteger();
    private final AtomicInteger segments = new AtomicInteger();
    private final AtomicLong largeBytes = new AtomicLong();

    private volatile RecordKind[] recent = {};

    /**
     * @param mostRecords maximum number of records that wait to be taken
     * @param mostBytes maximum memory of the segments, in bytes, and of the large records too; at least 16 segments
     * @param omitted names of columns that are left out
     */
    public RecordBuffer(int mostRecords, long mostBytes, Set<String> omitted) {
        this.mostRecords = mostRecords;
        this.mostBytes = Math.max(mostBytes, (long) LEAST_SEGMENTS * SEGMENT);
        this.omitted = Set.copyOf(omitted);
        current.set(unused());
    }

    /**
     * Encodes and appends a prediction.
     *
     * @return false if there is no room for it
     */
    public boolean offer(Prediction prediction, Role role, Caller caller, long nanoseconds) {
        if (records.getAndIncrement() >= mostRecords) {
            records.getAndDecrement();
            return false;
        }
        boolean accepted = false;
        RecordEncoder encoder = encoders.poll();
        try {
            if (encoder == null) {
                encoder = new RecordEncoder(omitted);
            }
            accepted = append(kind(prediction, role), encoder.encode(prediction, caller, nanoseconds));
        } finally {
            if (encoder != null) {
                encoders.offer(encoder);
            }
            if (!accepted) {
                records.getAndDecrement();
            }
        }
        return accepted;
    }

    /** The number of records that wait to be taken. */
    public int size() {
        return records.get();
    }

    /** The number of segments that are full and wait to be taken. */
    public int full() {
        return sealedSegments.get();
    }

    /** The memory of the segments, whether used or free, and of the large records, in bytes. */
    public long memory() {
        return (long) segments.get() * SEGMENT + largeBytes.get();
    }

    /**
     * Takes what waits, oldest first, and frees its memory. For one thread.
     *
     * <p>What cannot be taken, for want of memory, stays for the next call.
     *
     * @param most bytes after which no more is taken
     */
    public List<Block> take(long most) {
        List<Block> taken = new ArrayList<>();
        long length = 0;
        while (length < most) {
            Segment segment = sealed.peek();
            if (segment == null) {
                Segment open = current.get();
                if (open.isEmpty() || !replace(open)) {
                    break;
                }
                continue;
            }
            while (!segment.isComplete()) {
                LockSupport.parkNanos(LOOK_NANOS);
            }
            try {
                taken.addAll(Block.of(segment));
            } catch (OutOfMemoryError e) {
                if (taken.isEmpty()) {
                    throw e;
                }
                break;
            }
            length += segment.length();
            sealed.remove();
            sealedSegments.getAndDecrement();
            release(segment);
        }
        for (Block block : taken) {
            records.addAndGet(-block.records());
        }
        return taken;
    }

    private void release(Segment segment) {
        if (segment.isReusable()) {
            // Sealed until it is used again, so that a thread that still has it from before cannot append.
            free.add(segment);
        } else {
            largeBytes.addAndGet(-segment.capacity());
        }
    }

    private boolean append(RecordKind kind, ByteSink record) {
        if (Segment.PREFIX + record.length() > SEGMENT / 2) {
            return appendLarge(kind, record);
        }
        while (true) {
            Segment segment = current.get();
            if (segment.append(kind, record)) {
                return true;
            }
            if (current.get() == segment && !replace(segment)) {
                return false;
            }
        }
    }

    // A single one may be as large as it is.
    private boolean appendLarge(RecordKind kind, ByteSink record) {
        int size = Segment.PREFIX + record.length();
        long before = largeBytes.getAndAdd(size);
        if (before > 0 && before + size > mostBytes) {
            largeBytes.addAndGet(-size);
            return false;
        }
        add(Segment.of(kind, record));
        return true;
    }

    /**
     * Puts an unused segment in the place of the current one, seals that, and lets it be taken.
     *
     * @return false if there is no memory for another one
     */
    private boolean replace(Segment segment) {
        Segment next = unused();
        if (next == null) {
            // Somebody else may have had the last one for the same purpose.
            return current.get() != segment;
        }
        if (current.compareAndSet(segment, next)) {
            segment.seal();
            add(segment);
        } else {
            // A thread that had it from before may have appended since it was reset.
            if (next.seal() > 0) {
                add(next);
            } else {
                free.add(next);
            }
        }
        return true;
    }

    private void add(Segment segment) {
        sealedSegments.getAndIncrement();
        sealed.add(segment);
    }

    private Segment unused() {
        Segment segment = free.poll();
        if (segment != null) {
            segment.reset();
            return segment;
        }
        if (segments.incrementAndGet() * (long) SEGMENT <= mostBytes) {
            return Segment.allocate(SEGMENT);
        }
        segments.decrementAndGet();
        return null;
    }

    private RecordKind kind(Prediction prediction, Role role) {
        RecordKind[] known = recent;
        for (RecordKind kind : known) {
            if (kind.matches(prediction, role, omitted)) {
                return kind;
            }
        }
        RecordKind kind = RecordKind.of(prediction, role, omitted);
        RecordKind[] more = new RecordKind[Math.min(known.length + 1, RECENT_KINDS)];
        more[0] = kind;
        System.arraycopy(known, 0, more, 1, more.length - 1);
        recent = more;
        return kind;
    }
}
