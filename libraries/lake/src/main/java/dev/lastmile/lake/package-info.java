/**
 * The lake: a Spark session by configuration, datasets under contracts, and snapshots that never change.
 *
 * <p>{@link dev.lastmile.lake.Lake} reads and publishes; {@link dev.lastmile.lake.Contract} says what a dataset holds.
 */
package dev.lastmile.lake;
