package dev.lastmile.serving.access;

import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** The response for paths that nothing else responds to, in the format of the protocol that they belong to. */
@ApplicationScoped
class NotFound {
    void register(@Observes Router router) {
        router.route().last().handler(context -> {
            String path = context.normalizedPath();
            Refusal.send(
                    context,
                    404,
                    "RESOURCE_DOES_NOT_EXIST",
                    "There is no path " + (path.length() <= 100 ? path : path.substring(0, 100) + "…")
                            + " here; /q/openapi describes those that there are.");
        });
    }
}
