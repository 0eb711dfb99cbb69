/**
 * Steps: one command, one tracking run, its inputs and outputs recorded with their snapshots.
 *
 * <p>Start reading at {@link dev.lastmile.pipeline.step.Step}.
 */
package dev.lastmile.pipeline.step;
