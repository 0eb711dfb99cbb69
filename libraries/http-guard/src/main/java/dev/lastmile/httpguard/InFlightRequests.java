package dev.lastmile.httpguard;

import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The requests that are being received or worked on.
 *
 * <p>One periodic sweep looks at all of them: it ends bodies that take too long and connections whose rejected body does
 * not end, and gives back the {@link Share}s of clients that have disconnected, of which no event tells. Thread-safe.
 */
public final class InFlightRequests implements AutoCloseable {
    private static final Duration SWEEP = Duration.ofMillis(250);

    private final Duration afterDisconnect;
    private final Consumer<RoutingContext> late;
    private final Vertx vertx;
    private final long timer;
    private final Set<InFlightRequest> requests = ConcurrentHashMap.newKeySet();

    /**
     * @param afterDisconnect how long a request keeps its {@link Share}s whose client has disconnected, and of which
     *     nobody has said that a thread works for it: one may do so
     * @param late responds to a request whose body has not arrived in time
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

    /** Registers a request whose body, if it has one, has to arrive in that time from now on. */
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
