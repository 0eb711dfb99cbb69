package dev.lastmile.serving.internal.access;

import dev.lastmile.httpguard.BrowserRules;
import dev.lastmile.httpguard.FailedAttempts;
import dev.lastmile.httpguard.InFlightRequest;
import dev.lastmile.httpguard.Rejection;
import dev.lastmile.httpguard.RequestSize;
import dev.lastmile.serving.ServingConfig;
import dev.lastmile.serving.internal.metrics.PredictionMetrics;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The filter that every request passes first: body limits; then the API key or, if none is required, the checks against
 * cross-site requests of browsers; then the limit of requests in flight.
 */
@ApplicationScoped
class RequestGuard {
    /** Before everything that responds; the highest comes first. */
    static final int PRIORITY = 1000;

    private final BodyRules bodies;
    private final boolean keyRequired;
    private final Authentication authentication;
    private final BrowserRules browsers;
    private final InFlight inFlight;
    private final PredictionMetrics metrics;

    RequestGuard(
            ServingConfig config,
            @ConfigProperty(name = "quarkus.http.host") String host,
            ApiKeys keys,
            InFlight inFlight,
            PredictionMetrics metrics) {
        this.bodies = new BodyRules(config.maxBody().asLongValue());
        this.keyRequired = keys.required();
        this.authentication = new Authentication(keys, new FailedAttempts(config.failedAuthentications()));
        this.browsers = new BrowserRules(
                "LASTMILE_SERVING_ALLOWED_HOSTS",
                Optional.of("LASTMILE_SERVING_ALLOWED_ORIGINS"),
                host,
                config.allowedHosts().orElse(Set.of()),
                config.allowedOrigins().orElse(Set.of()));
        this.inFlight = inFlight;
        this.metrics = metrics;
    }

    void register(@Observes Filters filters) {
        filters.register(this::filter, PRIORITY);
    }

    private void filter(RoutingContext context) {
        HttpServerRequest request = context.request();
        RequestSize size = RequestSize.of(request);
        InFlightRequest received = size.isEmpty() ? null : inFlight.receive(context);
        Optional<Rejection> rejection = bodies.check(request.method().name(), context.normalizedPath(), size)
                .or(() -> admission(context))
                .or(() -> permit(context, received));
        if (rejection.isPresent()) {
            metrics.rejected(rejection.get().status());
            ErrorResponse.send(context, rejection.get());
        } else {
            context.next();
        }
    }

    private Optional<Rejection> admission(RoutingContext context) {
        if (OpenPaths.contains(context.normalizedPath()) || isPreflight(context.request())) {
            return Optional.empty();
        }
        HttpServerRequest request = context.request();
        return keyRequired
                ? authentication.check(context)
                : browsers.check(
                        host(request), request.getHeader(HttpHeaders.ORIGIN), request.getHeader("Sec-Fetch-Site"));
    }

    // Browsers send it without a key, and Quarkus' CORS filter responds.
    private boolean isPreflight(HttpServerRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        return origin != null
                && request.method().equals(HttpMethod.OPTIONS)
                && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD)
                && browsers.isConfigured(origin);
    }

    private static String host(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2) {
            return request.getHeader(HttpHeaders.HOST);
        }
        HostAndPort authority = request.authority();
        return authority == null ? "" : authority.toString();
    }

    private Optional<Rejection> permit(RoutingContext context, InFlightRequest received) {
        if (received == null || !BodyRules.isScoring(context.normalizedPath()) || inFlight.takePermit(received)) {
            return Optional.empty();
        }
        return Optional.of(new Rejection(
                429,
                "RESOURCE_EXHAUSTED",
                inFlight.maxPermits()
                        + " requests are in flight, which is the limit. Send it again in a moment, or raise"
                        + " LASTMILE_SERVING_MAX_REQUESTS."));
    }
}
