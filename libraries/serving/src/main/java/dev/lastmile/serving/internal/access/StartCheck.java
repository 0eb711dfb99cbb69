package dev.lastmile.serving.internal.access;

import dev.lastmile.httpguard.ListenAddress;
import dev.lastmile.httpguard.TlsSettings;
import dev.lastmile.serving.ServingConfig;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/**
 * Ends a start with an invalid configuration, with one line that names what to change: an invalid key, an address that is
 * exposed without a key, a port in use. It checks the addresses that Quarkus is going to listen on, however they were
 * configured. Quarkus checks ports only after the models are loaded, and its message names no variable.
 */
@ApplicationScoped
class StartCheck {
    private static final String HOST = "LASTMILE_SERVING_HOST";
    private static final String PORT = "LASTMILE_SERVING_PORT";
    private static final String MANAGEMENT_HOST = "LASTMILE_SERVING_MANAGEMENT_HOST";
    private static final String MANAGEMENT_PORT = "LASTMILE_SERVING_MANAGEMENT_PORT";

    private final ServingConfig config;
    private final Config effective;
    private final ApiKeys keys;

    StartCheck(ServingConfig config, Config effective, ApiKeys keys) {
        this.config = config;
        this.effective = effective;
        this.keys = keys;
    }

    void onStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        if (!effective.getValue("quarkus.http.host-enabled", Boolean.class)) {
            return;
        }
        String host = text("quarkus.http.host");
        Optional<String> problem = keys.problem()
                .or(() -> TlsSettings.problem("LASTMILE_SERVING", config.tlsCert(), config.tlsKey()))
                .or(() -> exposure(host.equals(config.host()) ? HOST : "quarkus.http.host", host, keys.required()));
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            int port = number(config.tlsCert().isPresent() ? "quarkus.http.ssl-port" : "quarkus.http.port");
            int management = number("quarkus.management.port");
            problem = problem.or(() -> ListenAddress.problem(HOST, host, PORT, port))
                    .or(() -> ListenAddress.problem(
                            MANAGEMENT_HOST, text("quarkus.management.host"), MANAGEMENT_PORT, management))
                    .or(() -> samePort(port, management));
        }
        problem.ifPresent(StartCheck::end);
    }

    /** Why the address must not be used: clients that reach the service without a key get predictions. */
    static Optional<String> exposure(String variable, String host, boolean hasKey) {
        return ListenAddress.exposure(
                variable,
                host,
                hasKey,
                "opens the service to the network without a key. Set LASTMILE_SERVING_API_KEY, which clients send as"
                        + " Authorization: Bearer <key>, or listen on 127.0.0.1.");
    }

    private static Optional<String> samePort(int port, int management) {
        return port != management || port == 0
                ? Optional.empty()
                : Optional.of(
                        PORT + " and " + MANAGEMENT_PORT + " are both " + port + ". Set one of them to another port.");
    }

    private String text(String property) {
        return effective.getValue(property, String.class);
    }

    private int number(String property) {
        return effective.getValue(property, Integer.class);
    }

    // Ends the start without a stack trace, but not the process.
    private static void end(String message) {
        System.err.println(message);
        Quarkus.asyncExit(1);
        throw new PreventFurtherStepsException(message, 1);
    }
}
