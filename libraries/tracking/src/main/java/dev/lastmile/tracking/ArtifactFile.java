package dev.lastmile.tracking;

/**
 * A file or a folder among artifacts.
 *
 * @param path from the top of the artifacts, with slashes
 * @param size in bytes; 0 for a folder
 */
public record ArtifactFile(String path, boolean isFolder, long size) {}
