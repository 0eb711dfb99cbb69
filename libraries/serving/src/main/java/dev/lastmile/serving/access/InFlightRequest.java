package dev.lastmile.serving.access;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** A request with a body, from its headers to the end of its response and of its body. Thread-safe. */
public final class InFlightRequest implements AutoCloseable {
    /** How long what still arrives of a request is discarded after its response; then its connection is closed. */
    static final Duration LINGER = Duration.ofSeconds(2);
    /** The rest of a longer body is not worth reading: its connection is closed after the response. */
    private static final long WORTH_READING = 64 * 1024;

    private static final String KEY = "lastmile.in-flight";
    private static final long CANCEL = 8;

    private final RoutingContext routing;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Context context = Vertx.currentContext();
    private final AtomicReference<AtomicInteger> permit = new AtomicReference<>();
    private volatile long deadline;
    private volatile boolean scoring;
    private volatile boolean expired;
    private volatile boolean closing;

    InFlightRequest(RoutingContext routing, long deadline) {
        this.routing = routing;
        this.request = routing.request();
        this.response = routing.response();
        this.deadline = deadline;
        routing.put(KEY, this);
    }

    /**
     * Keeps the permit of a request until {@link #close()}, even if its client disconnects: a thread works for it.
     *
     * @return null for a request that is not in flight
     */
    public static InFlightRequest scoring(RoutingContext routing) {
        InFlightRequest request = routing == null ? null : routing.get(KEY);
        if (request != null) {
            request.scoring = true;
        }
        return request;
    }

    /** The thread has finished. */
    @Override
    public void close() {
        scoring = false;
    }

    /** The permit that this request gives back, once: a counter that it decrements. */
    void permit(AtomicInteger permits) {
        permit.set(permits);
    }

    /**
     * The response begins: the permit is free. What has not arrived of the body is discarded from now on, since Quarkus
     * would keep it in memory to its end.
     *
     * @return whether all of the body has arrived
     */
    boolean respond() {
        releasePermit();
        if (request.isEnded()) {
            return true;
        }
        RequestSize size = RequestSize.of(request);
        closing = expired || size.length() == RequestSize.UNKNOWN || size.length() > WORTH_READING;
        if (closing && request.version() != HttpVersion.HTTP_2) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        deadline = System.nanoTime() + LINGER.toNanos();
        try {
            request.handler(discarded -> {});
            request.resume();
            return false;
        } catch (IllegalStateException e) {
            return !closing; // its end has just arrived
        }
    }

    /**
     * Does what is due.
     *
     * @param now of {@link System#nanoTime}
     * @param timeout responds to the request, whose body is late
     * @return whether the request is over
     */
    boolean sweep(long now, Consumer<RoutingContext> timeout) {
        if (response.ended()) {
            boolean received = request.isEnded();
            if (received ? closing : now > deadline) {
                disconnect();
                return true;
            }
            return received;
        }
        if (response.closed()) {
            if (!scoring) {
                releasePermit();
            }
            return !scoring;
        }
        if (!expired && now > deadline && !request.isEnded()) {
            expired = true;
            context.runOnContext(run -> {
                if (!request.isEnded() && !response.headWritten()) {
                    timeout.accept(routing);
                }
            });
        }
        return false;
    }

    private void disconnect() {
        if (request.version() != HttpVersion.HTTP_2) {
            request.connection().close();
        } else if (!request.isEnded()) {
            response.reset(CANCEL);
        }
    }

    private void releasePermit() {
        AtomicInteger held = permit.getAndSet(null);
        if (held != null) {
            held.decrementAndGet();
        }
    }
}
