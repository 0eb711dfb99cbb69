/** Raw text files as a source of Spark, with the rejected records counted while the others are read. */
package dev.lastmile.pipeline.ingest.spark;
