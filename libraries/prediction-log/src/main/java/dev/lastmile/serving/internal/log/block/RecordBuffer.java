package dev.lastmile.serving.internal.log.block;

import dev.lastmile.serving.core.internal.champion.Role;
import dev.lastmile.serving.core.internal.prediction.Prediction;
import dev.lastmile.serving.core.internal.prediction.PredictionLog.Caller;
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
 * A queue of encoded records in off-heap memory, from the threads that score to the one that writes.
 *
 * <p>Offering is lock-free and never blocks. The queue is bounded in records and in bytes; a record that is too large for a
 * segment gets a separate one, on the heap.
 */
public final class RecordBuffer {
    /** Size of a segment in bytes: with their header, most blocks are within the 64 KiB that H2 stores inline. */
    static final int SEGMENT = 60 * 1024;

    private static final int MIN_SEGMENTS = 16;
    private static final int ENCODERS = 16;
    private static final int RECENT_KINDS = 8;
    private static final long POLL_NANOS = 100_000;

    private final int maxRecords;
    private final long maxBytes;
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
     * @param maxRecords maximum number of queued records
     * @param maxBytes maximum memory of the segments in bytes, and likewise of large records; at least 16 segments
     * @param omitted names of columns that are not stored
     */
    public RecordBuffer(int maxRecords, long maxBytes, Set<String> omitted) {
        this.maxRecords = maxRecords;
        this.maxBytes = Math.max(maxBytes, (long) MIN_SEGMENTS * SEGMENT);
        this.omitted = Set.copyOf(omitted);
        current.set(unused());
    }

    /**
     * Encodes and appends a prediction.
     *
     * @return false if the queue is full
     */
    public boolean offer(Prediction prediction, Role role, Caller caller, long nanoseconds) {
        if (records.getAndIncrement() >= maxRecords) {
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

    /** Number of queued records. */
    public int size() {
        return records.get();
    }

    /** Number of full segments in the queue. */
    public int full() {
        return sealedSegments.get();
    }

    /** Memory of all segments, used or free, and of large records, in bytes. */
    public long memory() {
        return (long) segments.get() * SEGMENT + largeBytes.get();
    }

    /**
     * Removes queued records, oldest first, and frees their memory. Single consumer only.
     *
     * <p>Records that cannot be removed because memory is exhausted stay in the queue.
     *
     * @param limit bytes after which no more records are removed
     */
    public List<Block> take(long limit) {
        List<Block> taken = new ArrayList<>();
        long length = 0;
        while (length < limit) {
            Segment segment = sealed.peek();
            if (segment == null) {
                Segment open = current.get();
                if (open.isEmpty() || !replace(open)) {
                    break;
                }
                continue;
            }
            while (!segment.isComplete()) {
                LockSupport.parkNanos(POLL_NANOS);
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
            // Sealed until it is reused, so that a thread with an old reference cannot append.
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

    // A single large record is accepted whatever its size.
    private boolean appendLarge(RecordKind kind, ByteSink record) {
        int size = Segment.PREFIX + record.length();
        long before = largeBytes.getAndAdd(size);
        if (before > 0 && before + size > maxBytes) {
            largeBytes.addAndGet(-size);
            return false;
        }
        add(Segment.of(kind, record));
        return true;
    }

    /**
     * Replaces the current segment by an unused one, seals it and queues it.
     *
     * @return false if there is no memory for another segment
     */
    private boolean replace(Segment segment) {
        Segment next = unused();
        if (next == null) {
            // Another thread may have replaced it with the last one.
            return current.get() != segment;
        }
        if (current.compareAndSet(segment, next)) {
            segment.seal();
            add(segment);
        } else {
            // A thread with an old reference may have appended since it was reset.
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
        if (segments.incrementAndGet() * (long) SEGMENT <= maxBytes) {
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
