/** Raw files: where they are, how they are opened on driver and executors, downloads, digests. */
package dev.lastmile.pipeline.ingest.file;
