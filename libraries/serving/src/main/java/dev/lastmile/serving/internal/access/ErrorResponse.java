package dev.lastmile.serving.internal.access;

import dev.lastmile.httpguard.Rejection;
import dev.lastmile.serving.core.internal.protocol.ErrorJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/** Error responses of routes and filters, in the format of the protocol that the path belongs to. */
public final class ErrorResponse {
    private ErrorResponse() {}

    static void send(RoutingContext request, Rejection rejection) {
        rejection.headers().forEach(request.response()::putHeader);
        send(request, rejection.status(), rejection.code(), rejection.message());
    }

    /**
     * Ends a request.
     *
     * @param code MLflow's error code, such as {@code REQUEST_LIMIT_EXCEEDED}
     */
    public static void send(RoutingContext request, int status, String code, String message) {
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(Buffer.buffer(ErrorJson.forPath(request.normalizedPath(), code, message)));
    }
}
