package dev.lastmile.serving.internal.rest;

import dev.lastmile.serving.core.internal.request.ValueExcerpt;
import dev.lastmile.serving.internal.access.ErrorResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.MediaType;

/** Rejects malformed content types with 415; RESTEasy would respond with 500. */
@ApplicationScoped
class MediaTypeCheck {
    /** Before the event-loop route. */
    private static final int ORDER = 900;

    void register(@Observes Router router) {
        router.post().order(ORDER).handler(MediaTypeCheck::check);
    }

    private static void check(RoutingContext context) {
        String type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
        if (type == null || type.equals(MediaType.APPLICATION_JSON) || isWellFormed(type)) {
            context.next();
        } else {
            ErrorResponse.send(
                    context,
                    415,
                    "UNSUPPORTED_MEDIA_TYPE",
                    "The content type \"" + ValueExcerpt.cut(type)
                            + "\" is malformed. Send one such as application/json.");
        }
    }

    private static boolean isWellFormed(String type) {
        try {
            MediaType.valueOf(type);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
