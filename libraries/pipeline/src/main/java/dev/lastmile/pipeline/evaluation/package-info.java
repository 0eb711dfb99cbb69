/** How well a classifier does on rows that it has not seen. */
package dev.lastmile.pipeline.evaluation;
