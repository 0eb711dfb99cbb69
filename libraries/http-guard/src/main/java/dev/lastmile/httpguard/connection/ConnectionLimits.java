package dev.lastmile.httpguard.connection;

import java.time.Duration;

/**
 * Limits of the connections of all servers in this process.
 *
 * @param maxConnections maximum open connections; a further one replaces the longest idle one
 * @param headerTimeout time for the headers of a request to arrive
 * @param responseTimeout time for a client to read a response that exceeds the socket buffers
 * @param measured what has to be read within that time
 */
public record ConnectionLimits(
        int maxConnections, Duration headerTimeout, Duration responseTimeout, Measured measured) {
    /** Maximum pipelined requests with unread responses; a connection with more is closed. */
    static final int MAX_PIPELINED = 16;
    /** Maximum connections with a response that exceeds the socket buffers; a further one closes the oldest. */
    static final int MAX_UNREAD = 64;

    /** What a client has to read within {@link #responseTimeout}. */
    public enum Measured {
        /** A whole response. */
        RESPONSE,
        /** The buffered part: a file of any size may take longer, as long as the client reads. */
        BUFFER
    }

    /** Limits of a server that buffers whole responses. */
    public static ConnectionLimits wholeResponses(
            int maxConnections, Duration headerTimeout, Duration responseTimeout) {
        return new ConnectionLimits(maxConnections, headerTimeout, responseTimeout, Measured.RESPONSE);
    }

    /** Limits of a server that streams files. */
    public static ConnectionLimits streams(int maxConnections, Duration headerTimeout, Duration responseTimeout) {
        return new ConnectionLimits(maxConnections, headerTimeout, responseTimeout, Measured.BUFFER);
    }
}
