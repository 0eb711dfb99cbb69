package dev.lastmile.trackingserver.guard;

import dev.lastmile.httpguard.BodyTime;
import dev.lastmile.httpguard.BrowserRules;
import dev.lastmile.httpguard.InFlightRequest;
import dev.lastmile.httpguard.InFlightRequests;
import dev.lastmile.httpguard.Rejection;
import dev.lastmile.httpguard.RequestSize;
import dev.lastmile.trackingserver.config.TrackingServerConfig;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The filter that every request passes first: body limits; then the checks against cross-site requests of browsers, and the
 * token; then the limits of requests in flight.
 */
@Singleton
class RequestGuard {
    /** Before everything that responds; the highest comes first. */
    private static final int PRIORITY = 1000;

    private static final long BYTES_PER_SECOND = 16 * 1024;
    /** A thread may still work for a disconnected client. */
    private static final Duration AFTER_DISCONNECT = Duration.ofSeconds(2);

    private final BodyTime bodyTime;
    private final Tokens tokens;
    private final BrowserRules browsers;
    private final Capacity capacity;
    private final InFlightRequests requests;

    RequestGuard(
            TrackingServerConfig config,
            @ConfigProperty(name = "quarkus.http.host") String host,
            Tokens tokens,
            Vertx vertx) {
        this.bodyTime = new BodyTime(config.bodyTimeout(), BYTES_PER_SECOND);
        this.tokens = tokens;
        this.browsers = new BrowserRules(
                "LASTMILE_TRACKING_ALLOWED_HOSTS",
                Optional.empty(),
                host,
                config.allowedHosts().orElse(List.of()),
                List.of());
        this.capacity = new Capacity(config);
        this.requests = new InFlightRequests(AFTER_DISCONNECT, this::expire, vertx);
    }

    @PreDestroy
    void stop() {
        requests.close();
    }

    void register(@Observes Filters filters) {
        filters.register(this::filter, PRIORITY);
    }

    private void filter(RoutingContext context) {
        HttpServerRequest request = context.request();
        String method = request.method().name();
        String path = context.normalizedPath();
        RequestSize size = RequestSize.of(request);
        // On every response, errors included: no content sniffing, no framing.
        context.response().putHeader("X-Content-Type-Options", "nosniff").putHeader("X-Frame-Options", "SAMEORIGIN");
        InFlightRequest inFlight = requests.receive(context, bodyTime);
        Optional<Rejection> rejection = BodyRules.check(method, path, size);
        if (!RequestPaths.isOpen(path)) {
            rejection = rejection
                    .or(() -> page(request))
                    .or(() -> tokens.check(
                            request.getHeader(HttpHeaders.AUTHORIZATION),
                            RequestPaths.reads(method, path),
                            request.remoteAddress().hostAddress()))
                    .or(() -> capacity.take(inFlight, method, path, size));
        }
        rejection.ifPresentOrElse(found -> reject(context, found), context::next);
    }

    private Optional<Rejection> page(HttpServerRequest request) {
        // Other sites may link here, as to any page.
        boolean link =
                request.method().equals(HttpMethod.GET) && "navigate".equals(request.getHeader("Sec-Fetch-Mode"));
        return browsers.check(
                request.getHeader(HttpHeaders.HOST),
                request.getHeader(HttpHeaders.ORIGIN),
                link ? null : request.getHeader("Sec-Fetch-Site"));
    }

    private void expire(RoutingContext context) {
        reject(
                context,
                new Rejection(
                        408,
                        "DEADLINE_EXCEEDED",
                        "The request's body arrives too slowly: less than " + BYTES_PER_SECOND
                                + " bytes per second after "
                                + bodyTime.timeout().toMillis()
                                + " ms. Send it again, or raise LASTMILE_TRACKING_BODY_TIMEOUT."));
    }

    private static void reject(RoutingContext context, Rejection rejection) {
        rejection.headers().forEach(context.response()::putHeader);
        context.response()
                .setStatusCode(rejection.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(new JsonObject()
                        .put("error_code", rejection.code())
                        .put("message", rejection.message())
                        .toBuffer());
    }
}
