/** Metrics of scored rows: computed by Spark on all rows, and on a bounded sample for intervals and paired comparisons. */
package dev.lastmile.pipeline.metrics;
