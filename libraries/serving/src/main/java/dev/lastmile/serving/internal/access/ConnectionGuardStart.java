package dev.lastmile.serving.internal.access;

import dev.lastmile.httpguard.connection.ConnectionGuard;
import dev.lastmile.httpguard.connection.ConnectionLimits;
import dev.lastmile.httpguard.connection.Connections;
import dev.lastmile.serving.ServingConfig;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.function.ToDoubleFunction;

/** Installs the connection guard of this service, and registers its metrics. */
@ApplicationScoped
class ConnectionGuardStart {
    void onStart(
            @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event,
            ServingConfig config,
            MeterRegistry metrics) {
        Connections connections = ConnectionGuard.install(ConnectionLimits.wholeResponses(
                config.maxConnections(), config.headerTimeout(), config.responseTimeout()));
        Gauge.builder("lastmile.connections.open", connections, Connections::open)
                .description("Open connections, those of the management port included")
                .register(metrics);
        count(metrics, connections, "limit", Connections::evicted);
        count(metrics, connections, "headers", Connections::late);
        count(metrics, connections, "pipelining", Connections::flooding);
        count(metrics, connections, "responses", Connections::unread);
    }

    private static void count(
            MeterRegistry metrics, Connections connections, String reason, ToDoubleFunction<Connections> closed) {
        FunctionCounter.builder("lastmile.connections.closed", connections, closed)
                .description("Connections that were closed for a limit: limit, headers, pipelining or responses")
                .tag("reason", reason)
                .register(metrics);
    }
}
