package dev.lastmile.serving.connection;

import java.time.Duration;

/**
 * Limits of the connections of all servers in this process.
 *
 * @param maxConnections that are open; for a further one another is closed
 * @param headerTimeout time for the headers of a request to arrive
 * @param responseTimeout time for a client to take a response that its socket's buffers do not hold
 */
public record ConnectionLimits(int maxConnections, Duration headerTimeout, Duration responseTimeout) {
    /** Requests of one connection whose responses its client has not taken; one that sends more is cut off. */
    static final int MAX_PIPELINED = 16;
    /** Connections with a response that their sockets' buffers do not hold; for a further one another is closed. */
    static final int MAX_UNREAD = 64;
}
