package dev.lastmile.httpguard.connection;

import io.netty.util.concurrent.FastThreadLocal;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** The open connections of this process, and counters of those closed for a limit. Thread-safe. */
public final class Connections {
    private final ConnectionLimits limits;
    private final AtomicInteger open = new AtomicInteger();
    private final LongAdder evicted = new LongAdder();
    private final LongAdder late = new LongAdder();
    private final LongAdder flooding = new LongAdder();
    private final LongAdder unread = new LongAdder();
    private final AtomicInteger unreadNow = new AtomicInteger();
    /** Idle connections of an event loop, the longest idle first. */
    private final FastThreadLocal<Set<Connection>> waiting = inOrder();
    /** Connections of an event loop with an unread response, oldest first. */
    private final FastThreadLocal<Set<Connection>> notReading = inOrder();

    Connections(ConnectionLimits limits) {
        this.limits = limits;
    }

    ConnectionLimits limits() {
        return limits;
    }

    /** Open connections. */
    public int open() {
        return open.get();
    }

    /** Connections closed for the limit of connections. */
    public long evicted() {
        return evicted.sum();
    }

    /** Connections closed because their headers did not arrive in time. */
    public long late() {
        return late.sum();
    }

    /** Connections closed for too many pipelined requests. */
    public long flooding() {
        return flooding.sum();
    }

    /** Connections closed because the client did not read a response. */
    public long unread() {
        return unread.sum();
    }

    /** Adds a connection; at the limit, the longest idle one is closed. */
    void opened(Connection connection) {
        if (open.incrementAndGet() > limits.maxConnections()) {
            Iterator<Connection> eldest = waiting.get().iterator();
            evicted.increment();
            (eldest.hasNext() ? eldest.next() : connection).close();
        }
    }

    void closed(Connection connection) {
        open.decrementAndGet();
        waiting.get().remove(connection);
    }

    void waits(Connection connection) {
        waiting.get().add(connection);
    }

    void works(Connection connection) {
        waiting.get().remove(connection);
    }

    void tooLate(Connection connection) {
        late.increment();
        connection.close();
    }

    void tooMany(Connection connection) {
        flooding.increment();
        connection.close();
    }

    /** Registers an unread response. These are limited, since they are buffered in memory: the oldest is closed. */
    void unread(Connection connection) {
        notReading.get().add(connection);
        if (unreadNow.incrementAndGet() > ConnectionLimits.MAX_UNREAD) {
            notRead(notReading.get().iterator().next());
        }
    }

    /** The client has read the response or disconnected. */
    void read(Connection connection) {
        notReading.get().remove(connection);
        unreadNow.decrementAndGet();
    }

    void notRead(Connection connection) {
        notReading.get().remove(connection);
        unread.increment();
        connection.close();
    }

    private static FastThreadLocal<Set<Connection>> inOrder() {
        return new FastThreadLocal<>() {
            @Override
            protected Set<Connection> initialValue() {
                return new LinkedHashSet<>();
            }
        };
    }
}
