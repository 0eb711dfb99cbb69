package dev.lastmile.pipeline.ingest.file;

import java.io.Serializable;

/**
 * A raw file before it is read.
 *
 * @param name what messages, parameters and snapshots call it; has neither user, password nor query
 * @param location what {@link FileStore#open} takes
 * @param bytes its size; 0 for a class path resource, whose size is not known before it is read
 */
public record ListedFile(String name, String location, long bytes) implements Serializable {}
