package dev.lastmile.serving.access;

import dev.lastmile.serving.ServingConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** Answers 408 to a request whose body does not come, and ends its connection: it holds a thread and a place. */
@ApplicationScoped
class BodyTimeout {
    /** After {@link RequestLimit}, whose places it gives back. */
    private static final int PRIORITY = RequestLimit.PRIORITY - 1;

    private final Duration timeout;
    private final MeterRegistry metrics;

    BodyTimeout(ServingConfig config, MeterRegistry metrics) {
        this.timeout = config.bodyTimeout();
        this.metrics = metrics;
    }

    void register(@Observes Filters filters) {
        filters.register(this::filter, PRIORITY);
    }

    private void filter(RoutingContext request) {
        if (request.request().method().equals(HttpMethod.POST)) {
            long timer = request.vertx().setTimer(timeout.toMillis(), ended -> refuse(request));
            // RESTEasy puts its own handler in the place of those that wait for the end of the answer.
            request.addHeadersEndHandler(written -> request.vertx().cancelTimer(timer));
        }
        request.next();
    }

    private void refuse(RoutingContext request) {
        // One that is all here is being answered by now.
        if (request.request().isEnded() || request.response().ended()) {
            return;
        }
        metrics.counter("lastmile.refusals", "status", "408").increment();
        Refusal.send(
                request,
                408,
                "DEADLINE_EXCEEDED",
                "The request's body has not come within " + timeout.toMillis()
                        + " ms. Send fewer rows at a time, or raise LASTMILE_SERVING_BODY_TIMEOUT.");
        request.request().connection().close();
    }
}
