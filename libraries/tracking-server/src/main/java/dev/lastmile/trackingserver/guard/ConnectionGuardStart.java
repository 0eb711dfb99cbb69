package dev.lastmile.trackingserver.guard;

import dev.lastmile.httpguard.connection.ConnectionGuard;
import dev.lastmile.httpguard.connection.ConnectionLimits;
import dev.lastmile.trackingserver.config.TrackingServerConfig;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;

/** Installs the connection guard of the server. */
@ApplicationScoped
class ConnectionGuardStart {
    void onStart(
            @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event, TrackingServerConfig config) {
        ConnectionGuard.install(
                ConnectionLimits.streams(config.maxConnections(), config.headerTimeout(), config.responseTimeout()));
    }
}
