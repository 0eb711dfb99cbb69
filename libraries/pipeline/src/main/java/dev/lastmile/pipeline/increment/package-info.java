/** Datasets that are computed row by row from others, of which a step computes only what changed. */
package dev.lastmile.pipeline.increment;
