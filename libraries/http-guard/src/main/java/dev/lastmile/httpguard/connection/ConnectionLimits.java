package dev.lastmile.httpguard.connection;

import java.time.Duration;

/**
 * Limits of the connections of all servers in this process.
 *
 * @param maxConnections that are open; for a further one another is closed
 * @param headerTimeout time for the headers of a request to arrive
 * @param responseTimeout time for a client to take a response that its socket's buffers do not hold
 * @param measured what has to be taken within that time
 */
public record ConnectionLimits(
        int maxConnections, Duration headerTimeout, Duration responseTimeout, Measured measured) {
    /** Requests of one connection whose responses its client has not taken; one that sends more is cut off. */
    static final int MAX_PIPELINED = 16;
    /** Connections with a response that their sockets' buffers do not hold; for a further one another is closed. */
    static final int MAX_UNREAD = 64;

    /** What a client has to take within {@link #responseTimeout}. */
    public enum Measured {
        /** A whole response. */
        RESPONSE,
        /** What waits for it in memory: a file of any size may take longer, as long as the client goes on reading. */
        BUFFER
    }

    /** Limits of a server whose responses are in memory as a whole. */
    public static ConnectionLimits wholeResponses(
            int maxConnections, Duration headerTimeout, Duration responseTimeout) {
        return new ConnectionLimits(maxConnections, headerTimeout, responseTimeout, Measured.RESPONSE);
    }

    /** Limits of a server that streams files. */
    public static ConnectionLimits streams(int maxConnections, Duration headerTimeout, Duration responseTimeout) {
        return new ConnectionLimits(maxConnections, headerTimeout, responseTimeout, Measured.BUFFER);
    }
}
