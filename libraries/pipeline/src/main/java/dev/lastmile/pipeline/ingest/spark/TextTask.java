package dev.lastmile.pipeline.ingest.spark;

import dev.lastmile.pipeline.ingest.file.ScannedFile;
import dev.lastmile.pipeline.ingest.text.RecordColumns;
import java.io.Serializable;

/**
 * Reads one part of a file.
 *
 * @param number unique in its plan
 * @param file as it was scanned, without its other parts
 * @param part of the file
 * @param columns of its records
 * @param headerLine number of the header's line, or 0
 * @param base is added to line numbers for the position
 */
public record TextTask(
        int number, ScannedFile file, ScannedFile.Part part, RecordColumns columns, long headerLine, long base)
        implements Serializable {}
