package dev.lastmile.serving.access;

import dev.lastmile.serving.ServingConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Answers 429 to a request for predictions where so many are under way, before a thread or memory is spent on it: the
 * queue of a service that is too slow only makes it slower.
 */
@ApplicationScoped
class RequestLimit {
    /** After {@link ApiKey}: nobody without a key takes a place. */
    static final int PRIORITY = ApiKey.PRIORITY - 1;

    private final int most;
    private final MeterRegistry metrics;
    private final Set<HttpServerResponse> underWay = ConcurrentHashMap.newKeySet();

    RequestLimit(ServingConfig config, MeterRegistry metrics) {
        this.most = config.maxRequests();
        this.metrics = metrics;
        metrics.gaugeCollectionSize("lastmile.requests.under.way", Tags.empty(), underWay);
    }

    void register(@Observes Filters filters) {
        filters.register(this::filter, PRIORITY);
    }

    private void filter(RoutingContext request) {
        if (!request.request().method().equals(HttpMethod.POST)) {
            request.next();
        } else if (!takePlace(request.response())) {
            metrics.counter("lastmile.refusals", "status", "429").increment();
            Refusal.send(
                    request,
                    429,
                    "RESOURCE_EXHAUSTED",
                    most + " requests are under way, which is the most that are taken at once. Send it again in a"
                            + " moment, or raise LASTMILE_SERVING_MAX_REQUESTS.");
        } else {
            // RESTEasy puts its own handler in the place of those that wait for the end of the answer.
            request.addHeadersEndHandler(written -> underWay.remove(request.response()));
            request.next();
        }
    }

    private boolean takePlace(HttpServerResponse response) {
        underWay.add(response);
        if (underWay.size() > most) {
            // Nobody tells of a client that has gone before it had sent everything.
            underWay.removeIf(other -> other.ended() || other.closed());
        }
        if (underWay.size() > most) {
            underWay.remove(response);
            return false;
        }
        return true;
    }
}
