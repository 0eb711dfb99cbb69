package dev.lastmile.serving.access;

import dev.lastmile.serving.ServingConfig;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;

/**
 * Asks for the configured key, as {@code Authorization: Bearer …}, on every path but those by which platforms ask
 * whether the service is well.
 */
@ApplicationScoped
class ApiKey {
    /** Before everything else that looks at a request; the highest comes first. */
    static final int PRIORITY = 1000;

    private static final Set<String> OPEN = Set.of("/ping", "/health", "/version");
    private static final String BEARER = "Bearer ";

    private final Optional<byte[]> key;

    ApiKey(ServingConfig config) {
        this.key = config.apiKey().map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    void register(@Observes Filters filters) {
        if (key.isPresent()) {
            filters.register(this::filter, PRIORITY);
        }
    }

    private void filter(RoutingContext request) {
        String path = request.normalizedPath();
        String header = request.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (OPEN.contains(path) || path.startsWith("/q/health") || path.startsWith("/v2/health/")) {
            request.next();
        } else if (header == null || !header.startsWith(BEARER)) {
            request.response().putHeader("WWW-Authenticate", "Bearer");
            Refusal.send(
                    request, 401, "UNAUTHENTICATED", "The request has no key. Send it as Authorization: Bearer <key>.");
        } else if (!isKey(header.substring(BEARER.length()))) {
            Refusal.send(request, 401, "UNAUTHENTICATED", "The request's key is not the service's.");
        } else {
            request.next();
        }
    }

    // In a time that does not depend on how much of it is right.
    private boolean isKey(String sent) {
        return MessageDigest.isEqual(key.orElseThrow(), sent.strip().getBytes(StandardCharsets.UTF_8));
    }
}
