package dev.lastmile.serving.internal.access;

import dev.lastmile.httpguard.BrowserRules;
import dev.lastmile.httpguard.InFlightRequest;
import dev.lastmile.httpguard.ListenAddress;
import dev.lastmile.httpguard.Rejection;
import dev.lastmile.httpguard.RequestSize;
import dev.lastmile.serving.ServingConfig;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Rejects cross-site requests of browsers to health and metrics, if the management port listens on loopback. On other
 * addresses, as in a cluster, it is reached by many names. Bodies are rejected after at most one kilobyte, which Quarkus
 * reads before any route.
 */
@ApplicationScoped
class ManagementGuard {
    /** Before the routes of health and metrics. */
    private static final int ORDER = -RequestGuard.PRIORITY;

    private static final Rejection NO_BODY = new Rejection(
            413,
            "REQUEST_LIMIT_EXCEEDED",
            "Health and metrics take no body, and the request has one. Send it without.");

    private final boolean loopback;
    private final BrowserRules browsers;

    ManagementGuard(ServingConfig config, @ConfigProperty(name = "quarkus.management.host") String host) {
        this.loopback = ListenAddress.isLoopback(host);
        this.browsers = new BrowserRules(
                "LASTMILE_SERVING_ALLOWED_HOSTS",
                Optional.empty(),
                host,
                config.allowedHosts().orElse(Set.of()),
                Set.of());
    }

    void register(@Observes ManagementInterface management) {
        management.router().route().order(ORDER).handler(this::filter).failureHandler(ManagementGuard::fail);
    }

    private void filter(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!RequestSize.of(request).isEmpty()) {
            reject(context, NO_BODY);
            return;
        }
        Optional<Rejection> rejection = !loopback
                ? Optional.empty()
                : browsers.check(
                        request.getHeader(HttpHeaders.HOST),
                        request.getHeader(HttpHeaders.ORIGIN),
                        request.getHeader("Sec-Fetch-Site"));
        rejection.ifPresentOrElse(found -> ErrorResponse.send(context, found), context::next);
    }

    // Quarkus' body handler, which runs first, has rejected the body.
    private static void fail(RoutingContext context) {
        if (context.statusCode() == NO_BODY.status()) {
            reject(context, NO_BODY);
        } else {
            context.next();
        }
    }

    // Discards the rest of the body, for a limited time.
    private static void reject(RoutingContext context, Rejection rejection) {
        context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        ErrorResponse.send(context, rejection);
        context.vertx()
                .setTimer(
                        InFlightRequest.LINGER.toMillis(),
                        id -> context.request().connection().close());
    }
}
