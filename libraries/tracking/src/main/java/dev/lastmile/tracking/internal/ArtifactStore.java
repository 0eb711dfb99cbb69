package dev.lastmile.tracking.internal;

import dev.lastmile.tracking.ArtifactFile;
import java.nio.file.Path;
import java.util.List;

/** A folder of artifacts in some storage; paths are relative to it. */
interface ArtifactStore {
    void upload(String path, Path file);

    byte[] read(String path);

    /** Writes an artifact to a file that does not exist yet, in a folder that does. */
    void download(String path, Path target);

    /**
     * Lists a folder, without subfolders; the empty path is the root.
     *
     * @return empty if the folder does not exist, or the path is a file
     */
    List<ArtifactFile> list(String path);
}
