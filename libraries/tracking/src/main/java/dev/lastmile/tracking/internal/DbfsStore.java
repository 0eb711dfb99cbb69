package dev.lastmile.tracking.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastmile.tracking.ArtifactFile;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** Artifacts in the file system of a Databricks workspace, through the addresses that MLflow's own client uses. */
final class DbfsStore extends HttpStore {
    private final URI workspace;

    /**
     * @param root the folder, without slashes at its ends
     */
    DbfsStore(Http http, URI workspace, String root) {
        super(http, workspace + "/dbfs", root);
        this.workspace = workspace;
    }

    @Override
    Call write(URI address, Path file) {
        return Call.post(address, file);
    }

    @Override
    public List<ArtifactFile> list(String path) {
        String folder = "/" + ArtifactPath.join(root, path);
        JsonNode answer = Rest.find(() -> listing(workspace + "/api/2.0/dbfs/list", folder))
                .orElse(Json.object());
        return Listing.below(folder, path, answer.path("files"), workspace);
    }
}
