package dev.lastmile.serving.internal.access;

import dev.lastmile.httpguard.FailedAttempts;
import dev.lastmile.httpguard.Rejection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;

/** Requires a configured key as {@code Authorization: Bearer …}, and limits the rate of failed attempts. */
final class Authentication {
    private static final String BEARER = "Bearer ";

    private final ApiKeys keys;
    private final FailedAttempts failed;

    Authentication(ApiKeys keys, FailedAttempts failed) {
        this.keys = keys;
        this.failed = failed;
    }

    /** Why a request is rejected; empty if its key is valid, whatever else its address has sent. */
    Optional<Rejection> check(RoutingContext context) {
        String header = context.request().getHeader(HttpHeaders.AUTHORIZATION);
        boolean sent = header != null && header.startsWith(BEARER);
        if (sent) {
            Optional<String> name = keys.nameOf(header.substring(BEARER.length()));
            if (name.isPresent()) {
                Client.authenticated(context, name.get());
                return Optional.empty();
            }
        }
        long pause = failed.record(context.request().remoteAddress().hostAddress(), System.nanoTime());
        return Optional.of(
                pause > 0
                        ? new Rejection(
                                429,
                                "RESOURCE_EXHAUSTED",
                                "Too many requests of this address had no valid key. Send a valid one, or try again in "
                                        + pause + " s.",
                                Map.of("Retry-After", Long.toString(pause)))
                        : new Rejection(
                                401,
                                "UNAUTHENTICATED",
                                sent
                                        ? "The request's key is not the service's."
                                        : "The request has no key. Send it as Authorization: Bearer <key>.",
                                Map.of("WWW-Authenticate", "Bearer")));
    }
}
