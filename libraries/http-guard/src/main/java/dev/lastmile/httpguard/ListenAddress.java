package dev.lastmile.httpguard;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;

/** Checks an address before a server listens on it; the HTTP server's own message names no variable to change. */
public final class ListenAddress {
    private ListenAddress() {}

    /** Whether only this machine reaches a server that listens there; also for what is no address, see {@link #problem}. */
    public static boolean isLoopback(String host) {
        InetSocketAddress address = new InetSocketAddress(host, 0);
        return address.isUnresolved() || address.getAddress().isLoopbackAddress();
    }

    /**
     * Why this address cannot be listened on, if it cannot.
     *
     * @param hostVariable that the host comes from, for the message
     * @param portVariable that the port comes from
     * @param port 0 for any
     */
    public static Optional<String> problem(String hostVariable, String host, String portVariable, int port) {
        if (port < 0 || port > 65_535) {
            return Optional.of(portVariable + " is " + port + ", and a port is a number up to 65535. Set it to one.");
        }
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
}
