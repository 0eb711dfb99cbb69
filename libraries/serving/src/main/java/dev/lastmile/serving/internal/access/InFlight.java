package dev.lastmile.serving.internal.access;

import dev.lastmile.httpguard.BodyTime;
import dev.lastmile.httpguard.InFlightRequest;
import dev.lastmile.httpguard.InFlightRequests;
import dev.lastmile.httpguard.Share;
import dev.lastmile.serving.ServingConfig;
import dev.lastmile.serving.internal.metrics.PredictionMetrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Requests in flight that have a body. Requests for predictions need one of a limited number of permits. */
@Singleton
class InFlight {
    private final BodyTime bodyTime;
    private final PredictionMetrics metrics;
    private final InFlightRequests requests;
    private final Share permits;

    InFlight(ServingConfig config, PredictionMetrics metrics, MeterRegistry registry, Vertx vertx) {
        this.bodyTime = BodyTime.whole(config.bodyTimeout());
        this.metrics = metrics;
        // RestScoring marks a request as being worked on.
        this.requests = new InFlightRequests(Duration.ZERO, this::expire, vertx);
        this.permits = new Share(config.maxRequests());
        Gauge.builder("lastmile.requests.in.flight", permits, Share::used)
                .description("Requests for predictions that are being received or scored")
                .register(registry);
    }

    @PreDestroy
    void stop() {
        requests.close();
    }

    /** Registers a request with a body, which has to arrive within the timeout from now. */
    InFlightRequest receive(RoutingContext context) {
        return requests.receive(context, bodyTime);
    }

    /** Acquires a permit for a request until its response begins; false if none is available. */
    boolean takePermit(InFlightRequest request) {
        return permits.take(request, 1);
    }

    long maxPermits() {
        return permits.most();
    }

    private void expire(RoutingContext context) {
        metrics.rejected(408);
        ErrorResponse.send(
                context,
                408,
                "DEADLINE_EXCEEDED",
                "The request's body has not arrived within "
                        + bodyTime.timeout().toMillis()
                        + " ms. Send fewer rows at a time, or raise LASTMILE_SERVING_BODY_TIMEOUT.");
    }
}
