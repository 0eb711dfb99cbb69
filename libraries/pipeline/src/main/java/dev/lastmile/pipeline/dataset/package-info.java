/** The datasets of a project, all named after one: what its contract and its properties file declare. */
package dev.lastmile.pipeline.dataset;
