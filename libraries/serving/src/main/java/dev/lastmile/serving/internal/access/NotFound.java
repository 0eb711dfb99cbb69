package dev.lastmile.serving.internal.access;

import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Responds 404 to unknown paths, in the format of the path's protocol. */
@ApplicationScoped
class NotFound {
    void register(@Observes Router router) {
        router.route().last().handler(context -> {
            String path = context.normalizedPath();
            ErrorResponse.send(
                    context,
                    404,
                    "RESOURCE_DOES_NOT_EXIST",
                    "There is no path " + (path.length() <= 100 ? path : path.substring(0, 100) + "…")
                            + " here; /q/openapi describes those that there are.");
        });
    }
}
