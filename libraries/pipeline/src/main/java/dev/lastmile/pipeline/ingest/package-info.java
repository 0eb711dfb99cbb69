/** Raw files into the lake: sources, rejected records, the files that are in already. */
package dev.lastmile.pipeline.ingest;
