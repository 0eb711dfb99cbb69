/**
 * The binary format of logged predictions, and the off-heap queue in which they wait to be written.
 *
 * <p>A block contains the records of one model and role. Numbers are integers, least significant byte first; a varint has
 * seven bits per byte, least significant first, and the highest bit set in all bytes but the last; a string is its length
 * in bytes plus one as a varint, and UTF-8, or the varint 0 for null.
 *
 * <pre>
 * block   := version (1 byte, 1)
 *            inputs (varint), a string for the name of each
 *            outputs (varint), a string for the name of each
 *            { length (varint), record }
 * record  := id (16 bytes, the most significant 8 bytes first)
 *            time (8 bytes, milliseconds since 1970)
 *            latency (varint, nanoseconds)
 *            client's request id (string), client (string)
 *            rows (varint)
 *            a column for each input and each output
 * column  := kind (1 byte), values
 * </pre>
 *
 * <p>{@link dev.lastmile.serving.internal.log.block.ColumnKind} lists the kinds. The meaning of released kinds and
 * versions never changes.
 */
package dev.lastmile.serving.internal.log.block;
