/** The steps of a project: the glue around its datasets, its feature pipeline and its model. */
package dev.lastmile.pipeline.steps;
