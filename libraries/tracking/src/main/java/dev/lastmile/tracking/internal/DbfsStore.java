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

/** Artifacts in the file system of a Databricks workspace, through the addresses that MLflow's own client uses. */
final class DbfsStore implements ArtifactStore {
    private final Http http;
    private final URI workspace;
    private final String root;

    /**
     * @param root the folder, without slashes at its ends
     */
    DbfsStore(Http http, URI workspace, String root) {
        this.http = http;
        this.workspace = workspace;
        this.root = root;
    }

    @Override
    public void upload(String path, Path file) {
        http.call(Call.post(uri(path), file));
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
        String folder = "/" + ArtifactPath.join(root, path);
        List<ArtifactFile> files = new ArrayList<>();
        JsonNode answer = Rest.find(() -> listing(folder)).orElse(Json.object());
        for (JsonNode file : answer.path("files")) {
            String at = file.path("path").asText();
            if (at.equals(folder)) {
                return List.of(); // a file is listed as itself
            }
            String name = at.startsWith(folder + "/") ? at.substring(folder.length() + 1) : at;
            files.add(new ArtifactFile(
                    ArtifactPath.join(path, ArtifactPath.name(name, path)),
                    file.path("is_dir").asBoolean(),
                    file.path("file_size").asLong(0)));
        }
        return files;
    }

    private JsonNode listing(String folder) {
        Call call = Call.get(URI.create(workspace + "/api/2.0/dbfs/list" + Rest.query(Map.of("path", folder))));
        try {
            return Json.MAPPER.readTree(http.call(call));
        } catch (IOException e) {
            throw new TrackingException(call + " was answered with something that is not JSON.", e);
        }
    }

    private URI uri(String path) {
        return URI.create(workspace + "/dbfs" + ArtifactPath.encoded(ArtifactPath.join(root, ArtifactPath.of(path))));
    }
}
