package dev.lastmile.trackingserver.artifact;

/**
 * A file or folder as the protocol writes it.
 *
 * @param fileSize bytes; null for folders and, as in MLflow, for empty files
 */
public record FileForm(String path, boolean isDir, Long fileSize) {
    FileForm below(String folder) {
        return folder.isEmpty() ? this : new FileForm(folder + "/" + path, isDir, fileSize);
    }
}
