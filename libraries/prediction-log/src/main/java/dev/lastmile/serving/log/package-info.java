/**
 * The prediction log: requests with their outputs, model versions and latencies.
 *
 * <p>The request path encodes a record into a bounded queue and goes on. One thread writes the queue in blocks, to H2 in a
 * file or to PostgreSQL. What does not fit into the queue, or cannot be written for long, is dropped and counted; requests
 * are served in any case.
 */
package dev.lastmile.serving.log;
