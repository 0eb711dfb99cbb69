package dev.lastmile.pipeline.ingest.text;

/**
 * Where records come from.
 *
 * @param file as rejects call it
 * @param skippedLines the number of the header's line, or 0; lines up to it are not records
 * @param base is added to line numbers for a position that is unique among several files
 */
public record RecordPlace(String file, long skippedLines, long base) {}
