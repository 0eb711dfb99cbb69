package dev.lastmile.serving.access;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Throws away what still comes of a request that has been refused, as one that is too large is before it is all here: Quarkus
 * would keep it in memory to its end.
 */
@ApplicationScoped
class UnreadBody {
    /** Beside {@link RequestLimit}. */
    private static final int PRIORITY = RequestLimit.PRIORITY;

    void register(@Observes Filters filters) {
        filters.register(UnreadBody::filter, PRIORITY);
    }

    private static void filter(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.method().equals(HttpMethod.POST)) {
            context.addHeadersEndHandler(written -> {
                if (context.response().getStatusCode() >= 400 && !request.isEnded()) {
                    request.handler(unread -> {});
                }
            });
        }
        context.next();
    }
}
