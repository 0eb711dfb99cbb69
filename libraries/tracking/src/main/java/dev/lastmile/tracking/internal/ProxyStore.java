package dev.lastmile.tracking.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastmile.tracking.ArtifactFile;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Artifacts behind a tracking server, which has the credentials of the storage. */
final class ProxyStore extends HttpStore {
    private final String address;

    /**
     * @param server the address, without a slash at its end
     * @param root the folder relative to the artifacts of the server
     */
    static ProxyStore of(Http http, String server, String root) {
        return new ProxyStore(http, server + "/api/2.0/mlflow-artifacts/artifacts", root);
    }

    private ProxyStore(Http http, String address, String root) {
        super(http, address, root);
        this.address = address;
    }

    @Override
    Call write(URI address, Path file) {
        return Call.put(address, file);
    }

    @Override
    public List<ArtifactFile> list(String path) {
        List<ArtifactFile> files = new ArrayList<>();
        for (JsonNode file : listing(address, ArtifactPath.join(root, path)).path("files")) {
            files.add(Listing.entry(path, file.path("path").asText(), file));
        }
        return files;
    }
}
