/** Compares what batch scoring and the service make of the same rows. */
package dev.lastmile.pipeline.compare;
