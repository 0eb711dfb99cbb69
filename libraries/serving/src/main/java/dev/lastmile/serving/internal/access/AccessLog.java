package dev.lastmile.serving.internal.access;

import dev.lastmile.serving.ServingConfig;
import dev.lastmile.serving.core.internal.prediction.Headers;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import org.jboss.logging.Logger;

/**
 * The access log, if it is enabled: one line of JSON per response with time, client, method, path, status, milliseconds
 * until the response began, and the versions that scored. Bodies and query strings are not logged.
 */
@ApplicationScoped
class AccessLog {
    /** Log category, which has a separate handler for plain lines. */
    static final String CATEGORY = "access";

    /** Before {@link RequestGuard}, so that rejected requests are logged, too. */
    static final int PRIORITY = RequestGuard.PRIORITY + 1;

    private static final Logger LOG = Logger.getLogger(CATEGORY);

    private final boolean enabled;

    AccessLog(ServingConfig config) {
        this.enabled = config.accessLog();
    }

    void register(@Observes Filters filters) {
        if (enabled) {
            filters.register(AccessLog::filter, PRIORITY);
        }
    }

    private static void filter(RoutingContext request) {
        long start = System.nanoTime();
        // Not an end handler, which RESTEasy replaces.
        request.addHeadersEndHandler(written -> LOG.info(line(request, start)));
        request.next();
    }

    private static String line(RoutingContext request, long start) {
        HttpServerResponse response = request.response();
        JsonObject line = new JsonObject()
                .put("time", Instant.now().toString())
                .put("client", request.request().remoteAddress().hostAddress())
                .put("method", request.request().method().name())
                .put("path", request.request().path())
                .put("status", response.getStatusCode())
                .put("ms", (System.nanoTime() - start) / 1_000 / 1_000.0);
        String model = response.headers().get(Headers.MODEL);
        if (model != null) {
            line.put("model", model).put("features", response.headers().get(Headers.FEATURES));
        }
        return line.encode();
    }
}
