package dev.lastmile.httpguard.connection;

import io.netty.util.concurrent.FastThreadLocal;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** The open connections of this process, and why others were closed. Thread-safe. */
public final class Connections {
    private final ConnectionLimits limits;
    private final AtomicInteger open = new AtomicInteger();
    private final LongAdder evicted = new LongAdder();
    private final LongAdder late = new LongAdder();
    private final LongAdder flooding = new LongAdder();
    private final LongAdder unread = new LongAdder();
    private final AtomicInteger unreadNow = new AtomicInteger();
    /** Those of an event loop that are without a request, the one that has been for the longest first. */
    private final FastThreadLocal<Set<Connection>> waiting = inOrder();
    /** Those of an event loop whose clients have not taken a response, the one that began first before the others. */
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

    /** Connections that were closed for a further one. */
    public long evicted() {
        return evicted.sum();
    }

    /** Connections whose headers did not arrive in time. */
    public long late() {
        return late.sum();
    }

    /** Connections with too many requests whose responses nobody took. */
    public long flooding() {
        return flooding.sum();
    }

    /** Connections whose client did not take a response. */
    public long unread() {
        return unread.sum();
    }

    /** Makes room for a connection, if it must: the one goes that has been without a request for the longest. */
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

    /** A client has not taken a response at once. Too many of those would hold too much memory: the eldest goes. */
    void unread(Connection connection) {
        notReading.get().add(connection);
        if (unreadNow.incrementAndGet() > ConnectionLimits.MAX_UNREAD) {
            notRead(notReading.get().iterator().next());
        }
    }

    /** The client has taken the response, or has gone. */
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
