package dev.lastmile.httpguard;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** A request in flight, until the end of its response and of its body. Thread-safe. */
public final class InFlightRequest implements AutoCloseable {
    /** How long the rest of a body is discarded after the response, before the connection is closed. */
    public static final Duration LINGER = Duration.ofSeconds(2);
    /** Maximum body whose rest is read; the connection of a longer one is closed after the response. */
    private static final long MAX_DISCARDED = 64 * 1024;

    private static final String KEY = "lastmile.in-flight";
    private static final long CANCEL = 8;
    private static final Runnable NOTHING = () -> {};

    private final RoutingContext routing;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Context context = Vertx.currentContext();
    private final AtomicReference<Runnable> resources = new AtomicReference<>(NOTHING);
    private final BodyTime time;
    private final long afterDisconnect;
    private long since;
    private long arrived;
    private volatile long responded;
    private volatile long disconnected;
    private volatile boolean working;
    private volatile boolean expired;
    private volatile boolean closing;

    InFlightRequest(RoutingContext routing, long start, BodyTime time, Duration afterDisconnect) {
        this.routing = routing;
        this.request = routing.request();
        this.response = routing.response();
        this.since = start;
        this.time = time;
        this.afterDisconnect = afterDisconnect.toNanos();
        routing.put(KEY, this);
    }

    /**
     * Marks a request as being worked on by a thread: its resources are not released before {@link #close()}, even if the
     * client disconnects.
     *
     * @return null for a request that is not in flight
     */
    public static InFlightRequest working(RoutingContext routing) {
        InFlightRequest request = routing == null ? null : routing.get(KEY);
        if (request != null) {
            request.working = true;
        }
        return request;
    }

    /** Reports that the thread has finished. */
    @Override
    public void close() {
        working = false;
    }

    /**
     * Registers a resource of the request, which is released when the response begins or the client disconnects.
     *
     * @param release called once
     */
    public void onRelease(Runnable release) {
        resources.updateAndGet(before -> before == NOTHING
                ? release
                : () -> {
                    before.run();
                    release.run();
                });
    }

    /**
     * Releases the resources when the response begins, and discards the rest of the body from now on, which Quarkus would
     * buffer.
     *
     * @return whether the whole body has arrived
     */
    boolean respond() {
        release();
        if (request.isEnded()) {
            return true;
        }
        RequestSize size = RequestSize.of(request);
        closing = expired || size.length() == RequestSize.UNKNOWN || size.length() > MAX_DISCARDED;
        if (closing && request.version() != HttpVersion.HTTP_2) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        responded = System.nanoTime();
        try {
            request.handler(discarded -> {});
            request.resume();
            return false;
        } catch (IllegalStateException e) {
            return !closing; // its end has just arrived
        }
    }

    /**
     * Times out a late body, and closes the connection of a finished request if its body does not end.
     *
     * @param now of {@link System#nanoTime}
     * @param timeout responds to a request whose body is late
     * @return whether the request is over
     */
    boolean sweep(long now, Consumer<RoutingContext> timeout) {
        if (response.ended()) {
            boolean received = request.isEnded();
            if (received ? closing : now - responded > LINGER.toNanos()) {
                disconnect();
                return true;
            }
            return received;
        }
        if (response.closed()) {
            return isOver(now);
        }
        if (!expired && isLate(now)) {
            expired = true;
            context.runOnContext(run -> {
                if (!request.isEnded() && !response.headWritten()) {
                    timeout.accept(routing);
                }
            });
        }
        return false;
    }

    private boolean isOver(long now) {
        if (disconnected == 0) {
            disconnected = now;
        }
        boolean over = !working && now - disconnected >= afterDisconnect;
        if (over) {
            release();
        }
        return over;
    }

    // Called by the sweep's thread only.
    private boolean isLate(long now) {
        if (now - since <= time.timeout().toNanos() || request.isEnded()) {
            return false;
        }
        long read = request.bytesRead();
        boolean late = read - arrived < time.progress();
        since = now;
        arrived = read;
        return late;
    }

    private void disconnect() {
        if (request.version() != HttpVersion.HTTP_2) {
            request.connection().close();
        } else if (!request.isEnded()) {
            response.reset(CANCEL);
        }
    }

    private void release() {
        resources.getAndSet(NOTHING).run();
    }
}
