package dev.lastmile.serving.access;

import dev.lastmile.httpguard.Rejection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** The answer to a request that gets no further, in the form of the protocol that it speaks. */
public final class Refusal {
    private Refusal() {}

    static void send(RoutingContext request, Rejection rejection) {
        rejection.headers().forEach(request.response()::putHeader);
        send(request, rejection.status(), rejection.code(), rejection.message());
    }

    /** Ends a request. */
    public static void send(RoutingContext request, int status, String code, String message) {
        JsonObject body = request.normalizedPath().startsWith("/v2/")
                ? new JsonObject().put("error", message)
                : new JsonObject().put("error_code", code).put("message", message);
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(body.toBuffer());
    }
}
