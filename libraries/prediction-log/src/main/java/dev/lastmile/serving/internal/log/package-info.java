/**
 * The prediction log: requests with their outputs, model versions and latencies.
 *
 * <p>The request path encodes a record into a bounded queue. One thread writes the queue in blocks, to an H2 file or to
 * PostgreSQL. Records that do not fit into the queue, or cannot be written for long, are dropped and counted; requests are
 * served in any case.
 */
package dev.lastmile.serving.internal.log;
