package dev.lastmile.tracking.internal;

import dev.lastmile.tracking.ArtifactFile;
import java.nio.file.Path;
import java.util.List;

/** A folder of artifacts, wherever it is; paths are relative to it. */
interface ArtifactStore {
    void upload(String path, Path file);

    byte[] read(String path);

    /** Writes an artifact to a file that does not exist yet, in a folder that does. */
    void download(String path, Path target);

    /**
     * What lies directly in a folder; the empty path is the top.
     *
     * @return empty if there is no such folder, or the path is a file
     */
    List<ArtifactFile> list(String path);
}
