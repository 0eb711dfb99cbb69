package dev.lastmile.serving.connection;

import java.time.Duration;

/**
 * Limits of the connections of all servers in this process.
 *
 * @param maxConnections that are open; for a further one another is closed
 * @param headerTimeout time for the headers of a request to arrive
 */
public record ConnectionLimits(int maxConnections, Duration headerTimeout) {
    /** Requests of one connection whose responses its client has not taken; one that sends more is cut off. */
    static final int MAX_PIPELINED = 16;
}
