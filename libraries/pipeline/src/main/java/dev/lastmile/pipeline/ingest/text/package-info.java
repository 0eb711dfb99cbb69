/** Records of text files: lines, fields, typed values, and the reason where one does not fit. No Spark session is needed. */
package dev.lastmile.pipeline.ingest.text;
