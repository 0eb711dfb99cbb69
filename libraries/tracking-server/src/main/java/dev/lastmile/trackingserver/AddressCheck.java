package dev.lastmile.trackingserver;

import dev.lastmile.httpguard.ListenAddress;
import dev.lastmile.httpguard.TlsSettings;
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
 * Ends a start that must not go on, with one line that names what to change: an address that is open without a word about
 * it, tokens that are none. It looks at the address that Quarkus is going to listen on, however it was configured.
 */
@ApplicationScoped
class AddressCheck {
    private final TrackingServerConfig config;
    private final String host;

    AddressCheck(TrackingServerConfig config, @ConfigProperty(name = "quarkus.http.host") String host) {
        this.config = config;
        this.host = host;
    }

    void onStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        problem(config, host).ifPresent(AddressCheck::end);
    }

    /**
     * What is wrong with the configuration of who may use the server, if anything is.
     *
     * @param host that the server is going to listen on
     */
    static Optional<String> problem(TrackingServerConfig config, String host) {
        return new Tokens(config)
                .problem()
                .or(() -> TlsSettings.problem("LASTMILE_TRACKING", config.tlsCert(), config.tlsKey()))
                .or(() -> openness(config, host));
    }

    private static Optional<String> openness(TrackingServerConfig config, String host) {
        if (config.network() || ListenAddress.isLoopback(host)) {
            return Optional.empty();
        }
        return Optional.of((host.equals(config.host()) ? "LASTMILE_TRACKING_HOST" : "quarkus.http.host") + " is " + host
                + ", which opens the server to the network. If it should be, set LASTMILE_TRACKING_NETWORK=true, and"
                + " LASTMILE_TRACKING_WRITE_TOKEN, without which everybody there can change and delete all data; else"
                + " listen on 127.0.0.1.");
    }

    // The exception ends the start without a stack trace, and does not end the process.
    private static void end(String message) {
        System.err.println(message);
        Quarkus.asyncExit(1);
        throw new PreventFurtherStepsException(message, 1);
    }
}
