package dev.lastmile.httpguard;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;

/** Checks an address before a server listens on it; messages name the variable to change, unlike the HTTP server's. */
public final class ListenAddress {
    private ListenAddress() {}

    /** Whether it is a loopback address; true for an invalid address, see {@link #problem}. */
    public static boolean isLoopback(String host) {
        InetSocketAddress address = new InetSocketAddress(host, 0);
        return address.isUnresolved() || address.getAddress().isLoopbackAddress();
    }

    /**
     * Why a server must not listen on an address that other machines can reach.
     *
     * @param variable the variable or property that the address comes from, for the message
     * @param permitted whether the configuration permits access from the network
     * @param consequence what the address does, and what to set instead, for the message
     * @return empty if it is a loopback address, or access is permitted
     */
    public static Optional<String> exposure(String variable, String host, boolean permitted, String consequence) {
        return permitted || isLoopback(host)
                ? Optional.empty()
                : Optional.of(variable + " is " + host + ", which " + consequence);
    }

    /**
     * Why a server cannot listen on an address.
     *
     * @param hostVariable the variable that the host comes from, for the message
     * @param portVariable the variable that the port comes from
     * @param port 0 for any free port
     * @return empty if it can
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
