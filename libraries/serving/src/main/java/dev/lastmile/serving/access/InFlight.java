package dev.lastmile.serving.access;

import dev.lastmile.serving.ServingConfig;
import dev.lastmile.serving.metrics.PredictionMetrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The requests with a body that are being received or scored. Those for predictions take one of a number of permits.
 *
 * <p>One periodic sweep looks at all of them: it ends bodies that take too long and connections whose rejected body does
 * not end, and gives back the permits of clients that have disconnected, of which no event tells. Thread-safe.
 */
@Singleton
class InFlight {
    private static final Duration SWEEP = Duration.ofMillis(250);

    private final int maxPermits;
    private final Duration bodyTimeout;
    private final PredictionMetrics metrics;
    private final Vertx vertx;
    private final long timer;
    private final AtomicInteger permits = new AtomicInteger();
    private final Set<InFlightRequest> requests = ConcurrentHashMap.newKeySet();

    InFlight(ServingConfig config, PredictionMetrics metrics, MeterRegistry registry, Vertx vertx) {
        this.maxPermits = config.maxRequests();
        this.bodyTimeout = config.bodyTimeout();
        this.metrics = metrics;
        Gauge.builder("lastmile.requests.in.flight", permits, AtomicInteger::get)
                .description("Requests for predictions that are being received or scored")
                .register(registry);
        this.vertx = vertx;
        this.timer = vertx.setPeriodic(SWEEP.toMillis(), id -> sweep());
    }

    @PreDestroy
    void stop() {
        vertx.cancelTimer(timer);
    }

    /** Registers a request with a body, which has to arrive within the timeout from now on. */
    InFlightRequest receive(RoutingContext context) {
        InFlightRequest request = new InFlightRequest(context, System.nanoTime() + bodyTimeout.toNanos());
        requests.add(request);
        context.addHeadersEndHandler(written -> {
            if (request.respond()) {
                requests.remove(request);
            }
        });
        return request;
    }

    /** Takes a permit for a request, which has it until its response; false if none is left. */
    boolean takePermit(InFlightRequest request) {
        if (permits.incrementAndGet() > maxPermits) {
            permits.decrementAndGet();
            return false;
        }
        request.permit(permits);
        return true;
    }

    int maxPermits() {
        return maxPermits;
    }

    private void sweep() {
        long now = System.nanoTime();
        requests.removeIf(request -> request.sweep(now, this::expire));
    }

    private void expire(RoutingContext context) {
        metrics.rejected(408);
        Refusal.send(
                context,
                408,
                "DEADLINE_EXCEEDED",
                "The request's body has not arrived within " + bodyTimeout.toMillis()
                        + " ms. Send fewer rows at a time, or raise LASTMILE_SERVING_BODY_TIMEOUT.");
    }
}
