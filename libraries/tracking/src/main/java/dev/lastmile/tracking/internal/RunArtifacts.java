package dev.lastmile.tracking.internal;

import dev.lastmile.tracking.ArtifactFile;
import dev.lastmile.tracking.UploadObserver;
import java.nio.file.Path;
import java.util.List;

/** The artifacts of runs. Thread-safe. */
public final class RunArtifacts {
    private final Runs runs;
    private final Artifacts artifacts;

    RunArtifacts(Runs runs, Artifacts artifacts) {
        this.runs = runs;
        this.artifacts = artifacts;
    }

    public void upload(String runId, String path, Path file) {
        runs.store(runId).upload(path, file);
    }

    public void uploadFolder(String runId, String path, Path folder, UploadObserver observer) {
        artifacts.uploadFolder(runs.store(runId), path, folder, observer);
    }

    public byte[] read(String runId, String path) {
        return runs.store(runId).read(path);
    }

    public List<ArtifactFile> list(String runId, String path) {
        return runs.store(runId).list(path);
    }
}
