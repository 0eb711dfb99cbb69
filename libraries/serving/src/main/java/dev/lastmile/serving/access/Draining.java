package dev.lastmile.serving.access;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Tells clients that the service is about to end: it is not ready any more, and goes on answering for a while, each time
 * with {@code Connection: close}, so that nobody is on a connection that ends under a request.
 */
@ApplicationScoped
class Draining {
    /** Before everything that answers. */
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
            // HTTP/2 has no such header, and says it of a connection when that ends; quarkus-rest sets it there too.
            if (request.request().version() == HttpVersion.HTTP_2) {
                request.response().headers().remove(HttpHeaders.CONNECTION);
            } else if (draining) {
                request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            }
        });
        request.next();
    }
}
