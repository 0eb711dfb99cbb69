package dev.lastmile.serving.internal.access;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Drains connections during the grace period of a graceful shutdown, when readiness is down and requests are still
 * served: responses have {@code Connection: close}, so that no connection is closed with a request in flight.
 */
@ApplicationScoped
class Draining {
    /** Before everything that responds. */
    private static final int PRIORITY = AccessLog.PRIORITY + 1;

    private volatile boolean draining;

    void begin(@Observes ShutdownDelayInitiatedEvent event) {
        draining = true;
    }

    void register(@Observes Filters filters) {
        filters.register(this::filter, PRIORITY);
    }

    private void filter(RoutingContext request) {
        request.addHeadersEndHandler(written -> {
            // HTTP/2 has no such header and closes a connection with GOAWAY; quarkus-rest sets the header there, too.
            if (request.request().version() == HttpVersion.HTTP_2) {
                request.response().headers().remove(HttpHeaders.CONNECTION);
            } else if (draining) {
                request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            }
        });
        request.next();
    }
}
