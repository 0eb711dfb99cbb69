package dev.lastmile.trackingserver.artifact;

/**
 * The JSON of a file or folder in the protocol.
 *
 * @param fileSize in bytes; null for folders and, as in MLflow, for empty files
 */
public record FileForm(String path, boolean isDir, Long fileSize) {
    FileForm below(String folder) {
        return folder.isEmpty() ? this : new FileForm(folder + "/" + path, isDir, fileSize);
    }
}
