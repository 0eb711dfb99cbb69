package dev.lastmile.serving.access;

import dev.lastmile.serving.ServingConfig;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Lets nobody but a browser's own pages read health and metrics through a browser, where the management port listens on
 * loopback. On an open one, as in a cluster, it is called by many names. Bodies have Quarkus' own limit there.
 */
@ApplicationScoped
class ManagementGuard {
    /** Before the routes of health and metrics. */
    private static final int ORDER = -RequestGuard.PRIORITY;

    private final boolean loopback;
    private final BrowserRules browsers;

    ManagementGuard(ServingConfig config, @ConfigProperty(name = "quarkus.management.host") String host) {
        InetSocketAddress address = new InetSocketAddress(host, 0);
        this.loopback = !address.isUnresolved() && address.getAddress().isLoopbackAddress();
        this.browsers = new BrowserRules(host, config.allowedHosts().orElse(Set.of()), Set.of());
    }

    void register(@Observes ManagementInterface management) {
        management.router().route().order(ORDER).handler(this::filter);
    }

    private void filter(RoutingContext context) {
        Optional<Rejection> rejection = !loopback
                ? Optional.empty()
                : browsers.check(
                        context.request().getHeader(HttpHeaders.HOST),
                        context.request().getHeader(HttpHeaders.ORIGIN),
                        context.request().getHeader("Sec-Fetch-Site"));
        rejection.ifPresentOrElse(found -> Refusal.send(context, found), context::next);
    }
}
