/** What a tracking run records: its log, in MLflow's verbs, and its lineage. */
package dev.lastmile.pipeline.run;
