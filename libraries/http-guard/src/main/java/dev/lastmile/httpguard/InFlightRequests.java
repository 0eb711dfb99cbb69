package dev.lastmile.httpguard;

import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Requests in flight.
 *
 * <p>A periodic sweep times out slow bodies, closes connections whose rejected body does not end, and releases the {@link
 * Share}s of disconnected clients, since no event is fired when a client disconnects mid-request. Thread-safe.
 */
public final class InFlightRequests implements AutoCloseable {
    private static final Duration SWEEP = Duration.ofMillis(250);

    private final Duration afterDisconnect;
    private final Consumer<RoutingContext> late;
    private final Vertx vertx;
    private final long timer;
    private final Set<InFlightRequest> requests = ConcurrentHashMap.newKeySet();

    /**
     * @param afterDisconnect how long a request keeps its {@link Share}s after its client has disconnected, unless it is
     *     marked as {@linkplain InFlightRequest#working being worked on}: an unmarked thread may still work for it
     * @param late responds to a request whose body has timed out
     */
    public InFlightRequests(Duration afterDisconnect, Consumer<RoutingContext> late, Vertx vertx) {
        this.afterDisconnect = afterDisconnect;
        this.late = late;
        this.vertx = vertx;
        this.timer = vertx.setPeriodic(SWEEP.toMillis(), id -> sweep());
    }

    /** Stops the sweep. */
    @Override
    public void close() {
        vertx.cancelTimer(timer);
    }

    /** Registers a request, whose body has to arrive within a time from now. */
    public InFlightRequest receive(RoutingContext context, BodyTime time) {
        InFlightRequest request = new InFlightRequest(context, System.nanoTime(), time, afterDisconnect);
        requests.add(request);
        context.addHeadersEndHandler(written -> {
            if (request.respond()) {
                requests.remove(request);
            }
        });
        return request;
    }

    private void sweep() {
        long now = System.nanoTime();
        requests.removeIf(request -> request.sweep(now, late));
    }
}
