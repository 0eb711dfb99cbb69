package dev.lastmile.serving;

import dev.lastmile.serving.access.ApiKeys;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/**
 * Ends a start that cannot or must not go on, with one line that names what to change: a key that is none, an address that
 * is open without a key, a taken port. It looks at the addresses that Quarkus is going to listen on, however they were
 * configured. The server's own check of ports comes after the models are loaded, and names no variable.
 */
@ApplicationScoped
class AddressCheck {
    private static final String HOST = "LASTMILE_SERVING_HOST";
    private static final String PORT = "LASTMILE_SERVING_PORT";
    private static final String MANAGEMENT_HOST = "LASTMILE_SERVING_MANAGEMENT_HOST";
    private static final String MANAGEMENT_PORT = "LASTMILE_SERVING_MANAGEMENT_PORT";

    private final ServingConfig config;
    private final Config effective;
    private final ApiKeys keys;

    AddressCheck(ServingConfig config, Config effective, ApiKeys keys) {
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
                .or(() -> tls(config.tlsCert().isPresent(), config.tlsKey().isPresent()))
                .or(() -> openness(host.equals(config.host()) ? HOST : "quarkus.http.host", host, keys.required()));
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            int port = number(config.tlsCert().isPresent() ? "quarkus.http.ssl-port" : "quarkus.http.port");
            int management = number("quarkus.management.port");
            problem = problem.or(() -> refusal(HOST, host, PORT, port))
                    .or(() -> refusal(MANAGEMENT_HOST, text("quarkus.management.host"), MANAGEMENT_PORT, management))
                    .or(() -> same(port, management));
        }
        problem.ifPresent(AddressCheck::end);
    }

    /** Why this address is too open, if it is: clients that reach the service without a key get predictions. */
    static Optional<String> openness(String variable, String host, boolean hasKey) {
        InetSocketAddress address = new InetSocketAddress(host, 0);
        if (hasKey || address.isUnresolved() || address.getAddress().isLoopbackAddress()) {
            return Optional.empty();
        }
        return Optional.of(variable + " is " + host + ", which opens the service to the network without a key. Set"
                + " LASTMILE_SERVING_API_KEY, which clients send as Authorization: Bearer <key>, or listen on"
                + " 127.0.0.1.");
    }

    /** Why this address cannot be listened on, if it cannot. */
    static Optional<String> refusal(String hostVariable, String host, String portVariable, int port) {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            return Optional.of(hostVariable + " is " + host + ", which is not an address of this machine."
                    + " Set it to one, such as 127.0.0.1.");
        }
        if (port == 0) {
            return Optional.empty();
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("Cannot listen on " + host + ":" + port + " (" + e.getMessage() + "). Stop the process"
                    + " that does, or set " + portVariable + " to a free port.");
        }
    }

    private static Optional<String> same(int port, int management) {
        return port != management || port == 0
                ? Optional.empty()
                : Optional.of(
                        PORT + " and " + MANAGEMENT_PORT + " are both " + port + ". Set one of them to another port.");
    }

    private static Optional<String> tls(boolean certificate, boolean key) {
        return certificate == key
                ? Optional.empty()
                : Optional.of("LASTMILE_SERVING_TLS_" + (certificate ? "KEY" : "CERT")
                        + " is not set, and LASTMILE_SERVING_TLS_" + (certificate ? "CERT" : "KEY")
                        + " is. HTTPS needs both.");
    }

    private String text(String property) {
        return effective.getValue(property, String.class);
    }

    private int number(String property) {
        return effective.getValue(property, Integer.class);
    }

    // The exception ends the start without a stack trace, and does not end the process.
    private static void end(String message) {
        System.err.println(message);
        Quarkus.asyncExit(1);
        throw new PreventFurtherStepsException(message, 1);
    }
}
