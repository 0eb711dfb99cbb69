/**
 * A project and what all its commands share.
 *
 * <p>Start reading at package {@code step}: what a step is and how it runs. Package {@code run} holds what a run records,
 * {@code training} and {@code tribuo} train models, {@code registry} decides which model versions exist and which one is
 * champion, {@code process} starts and stops the servers of a project, {@code command} holds the commands that are not
 * steps. Each of them depends on this package, and this one on none of them.
 */
package dev.lastmile.pipeline;
