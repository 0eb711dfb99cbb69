package dev.lastmile.tracking.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastmile.tracking.ArtifactFile;
import dev.lastmile.tracking.TrackingException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Artifacts through a tracking server, which has the credentials of the place where they really are. */
final class ProxyStore implements ArtifactStore {
    private static final String API = "/api/2.0/mlflow-artifacts/artifacts";

    private final Http http;
    private final String server;
    private final String root;

    /**
     * @param server the address, without a slash at its end
     * @param root the folder below all artifacts of the server
     */
    ProxyStore(Http http, String server, String root) {
        this.http = http;
        this.server = server;
        this.root = root;
    }

    @Override
    public void upload(String path, Path file) {
        http.call(Call.put(uri(path), file));
    }

    @Override
    public byte[] read(String path) {
        return http.call(Call.get(uri(path)));
    }

    @Override
    public void download(String path, Path target) {
        http.call(Call.download(uri(path), target));
    }

    @Override
    public List<ArtifactFile> list(String path) {
        String folder = ArtifactPath.join(root, path);
        Call call = Call.get(URI.create(server + API + Rest.query(Map.of("path", folder))));
        List<ArtifactFile> files = new ArrayList<>();
        for (JsonNode file : tree(call).path("files")) {
            String name = ArtifactPath.name(file.path("path").asText(), path);
            files.add(new ArtifactFile(
                    ArtifactPath.join(path, name),
                    file.path("is_dir").asBoolean(),
                    file.path("file_size").asLong(0)));
        }
        return files;
    }

    private JsonNode tree(Call call) {
        try {
            return Json.MAPPER.readTree(http.call(call));
        } catch (IOException e) {
            throw new TrackingException(call + " was answered with something that is not JSON.", e);
        }
    }

    private URI uri(String path) {
        return URI.create(server + API + ArtifactPath.encoded(ArtifactPath.join(root, ArtifactPath.of(path))));
    }
}
