package dev.lastmile.serving;

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

/**
 * Ends a start on a taken port, or on an open one without a key, with one line that says what to change. The server's own check comes after the models
 * are loaded, and names no variable.
 */
@ApplicationScoped
class AddressCheck {
    private final ServingConfig config;

    AddressCheck(ServingConfig config) {
        this.config = config;
    }

    void onStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        if (LaunchMode.current() == LaunchMode.NORMAL && config.port() != 0) {
            openness(config.host(), config.apiKey().isPresent())
                    .or(() -> refusal(config.host(), config.port()))
                    .ifPresent(AddressCheck::end);
        }
    }

    /** Why this address is too open, if it is: whoever reaches the service without a key gets predictions. */
    static Optional<String> openness(String host, boolean hasKey) {
        InetSocketAddress address = new InetSocketAddress(host, 0);
        if (hasKey || address.isUnresolved() || address.getAddress().isLoopbackAddress()) {
            return Optional.empty();
        }
        return Optional.of("LASTMILE_SERVING_HOST is " + host + ", which opens the service to the network without a"
                + " key. Set LASTMILE_SERVING_API_KEY, which clients send as Authorization: Bearer <key>, or listen on"
                + " 127.0.0.1.");
    }

    /** Why this address cannot be listened on, if it cannot. */
    static Optional<String> refusal(String host, int port) {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            return Optional.of("LASTMILE_SERVING_HOST is " + host + ", which is not an address of this machine."
                    + " Set it to one, such as 127.0.0.1.");
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("Cannot listen on " + host + ":" + port + " (" + e.getMessage()
                    + "). Stop what does, or set LASTMILE_SERVING_PORT to a free port.");
        }
    }

    // The exception ends the start without a stack trace, and does not end the process.
    private static void end(String message) {
        System.err.println(message);
        Quarkus.asyncExit(1);
        throw new PreventFurtherStepsException(message, 1);
    }
}
