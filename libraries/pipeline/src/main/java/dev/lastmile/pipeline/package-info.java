/**
 * Steps: one command, one tracking run, its inputs and outputs recorded with their snapshots.
 *
 * <p>Start reading at {@link dev.lastmile.pipeline.Step}. Package {@code registry} decides which model versions exist
 * and which one is champion, {@code process} starts and stops what runs beside a step, {@code command} holds the
 * commands that are no steps.
 */
package dev.lastmile.pipeline;
