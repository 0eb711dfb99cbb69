/**
 * The prediction log: what was asked, what was answered, by which versions, how fast.
 *
 * <p>The request path offers a record to a bounded queue and goes on. One thread makes JSON of records and writes them in
 * batches, to H2 in a file or to PostgreSQL. What does not fit into the queue, or cannot be written for long, is dropped
 * and counted; the service answers in any case.
 */
package dev.lastmile.serving.log;
