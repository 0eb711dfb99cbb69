/** What is logged with a training for people to look at: charts, their numbers, and the model card. */
package dev.lastmile.pipeline.report;
