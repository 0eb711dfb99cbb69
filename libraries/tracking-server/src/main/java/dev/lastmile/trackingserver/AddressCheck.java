package dev.lastmile.trackingserver;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;

/** Says what to change when an address cannot be listened on; the HTTP server's own message names no variable. */
final class AddressCheck {
    private AddressCheck() {}

    /** Why this address cannot be listened on, if it cannot. */
    static Optional<String> refusal(String host, int port) {
        if (port < 0 || port > 65_535) {
            return Optional.of(
                    "LASTMILE_TRACKING_PORT is " + port + ", which is no port. Set it to one, such as 5000.");
        }
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            return Optional.of("LASTMILE_TRACKING_HOST is " + host + ", which is not an address of this machine."
                    + " Set it to one, such as 127.0.0.1.");
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("Cannot listen on " + host + ":" + port + " (" + e.getMessage()
                    + "). Stop what does, or set LASTMILE_TRACKING_PORT to a free port.");
        }
    }
}
