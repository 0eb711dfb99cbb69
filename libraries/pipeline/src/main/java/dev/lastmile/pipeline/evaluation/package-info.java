/** How well a model does on rows that it has not seen. */
package dev.lastmile.pipeline.evaluation;
