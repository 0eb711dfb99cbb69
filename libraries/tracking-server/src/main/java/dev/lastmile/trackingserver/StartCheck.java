package dev.lastmile.trackingserver;

import dev.lastmile.httpguard.ListenAddress;
import dev.lastmile.httpguard.TlsSettings;
import dev.lastmile.trackingserver.config.TrackingServerConfig;
import dev.lastmile.trackingserver.guard.Tokens;
import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Ends a start with an invalid configuration, with one line that names what to change: an address that is exposed without
 * permission, invalid tokens. It checks the address that Quarkus is going to listen on, however it was configured.
 */
@ApplicationScoped
class StartCheck {
    private final TrackingServerConfig config;
    private final String host;

    StartCheck(TrackingServerConfig config, @ConfigProperty(name = "quarkus.http.host") String host) {
        this.config = config;
        this.host = host;
    }

    void onStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        problem(config, host).ifPresent(StartCheck::end);
    }

    /**
     * The first error of the configuration of access to the server; empty if it is valid.
     *
     * @param host the address that the server is going to listen on
     */
    static Optional<String> problem(TrackingServerConfig config, String host) {
        return new Tokens(config)
                .problem()
                .or(() -> TlsSettings.problem("LASTMILE_TRACKING", config.tlsCert(), config.tlsKey()))
                .or(() -> exposure(config, host));
    }

    private static Optional<String> exposure(TrackingServerConfig config, String host) {
        return ListenAddress.exposure(
                host.equals(config.host()) ? "LASTMILE_TRACKING_HOST" : "quarkus.http.host",
                host,
                config.network(),
                "opens the server to the network. If it should be, set LASTMILE_TRACKING_NETWORK=true, and"
                        + " LASTMILE_TRACKING_WRITE_TOKEN, without which everybody there can change and delete all data;"
                        + " else listen on 127.0.0.1.");
    }

    // Ends the start without a stack trace, but not the process.
    private static void end(String message) {
        System.err.println(message);
        Quarkus.asyncExit(1);
        throw new PreventFurtherStepsException(message, 1);
    }
}
