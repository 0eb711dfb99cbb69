package dev.lastmile.tracking.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.tracking.ArtifactFile;
import dev.lastmile.tracking.TrackingException;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Artifacts that Databricks manages: for each file the workspace signs an address of the cloud's storage, which is accessed
 * without the workspace's token.
 */
abstract class SignedStore implements ArtifactStore {
    private static final Map<String, Map<String, String>> HEADERS_OF_UPLOAD = Map.of(
            "AWS_PRESIGNED_URL",
            Map.of(),
            "GCP_SIGNED_URL",
            Map.of(),
            "AZURE_SAS_URI",
            Map.of("x-ms-blob-type", "BlockBlob"));

    final Rest rest;
    private final Http http;
    private final String root;

    private SignedStore(Rest rest, Http http, String root) {
        this.rest = rest;
        this.http = http;
        this.root = root;
    }

    /**
     * The artifacts of a run.
     *
     * @param root the folder relative to the artifacts of the run
     */
    static ArtifactStore ofRun(Rest rest, Http http, String runId, String root) {
        return new OfRun(rest, http, runId, root);
    }

    /** The files of a version of a registered model, read-only. */
    static ArtifactStore ofVersion(Rest rest, Http http, String name, String version) {
        return new OfVersion(rest, http, Map.of("name", name, "version", version));
    }

    /** The signed address to write a file to. */
    abstract JsonNode forWrite(String path);

    /** The signed address to read a file from. */
    abstract JsonNode forRead(String path);

    /** A page of the listing of a folder, with absolute paths. */
    abstract JsonNode list(String path, String pageToken);

    @Override
    public void upload(String path, Path file) {
        JsonNode signed = forWrite(full(path));
        String type = signed.path("type").asText("");
        Map<String, String> more = HEADERS_OF_UPLOAD.get(type);
        if (more == null) {
            throw new TrackingException("The workspace at " + rest.server() + " wants " + path + " uploaded by " + type
                    + ", which is not supported. Give the experiment an artifact location at dbfs:/ or s3://.");
        }
        Map<String, String> headers = headers(signed);
        headers.putAll(more);
        http.call(Call.putSigned(address(signed, path), headers, file));
    }

    @Override
    public byte[] read(String path) {
        JsonNode signed = forRead(full(path));
        return http.call(Call.getSigned(address(signed, path), headers(signed), null));
    }

    @Override
    public void download(String path, Path target) {
        JsonNode signed = forRead(full(path));
        http.call(Call.getSigned(address(signed, path), headers(signed), target));
    }

    @Override
    public List<ArtifactFile> list(String path) {
        String folder = ArtifactPath.join(root, path);
        return Listing.below(
                folder, path, Rest.pages(token -> list(folder, token), "files", Integer.MAX_VALUE), rest.server());
    }

    private String full(String path) {
        return ArtifactPath.join(root, ArtifactPath.of(path));
    }

    private URI address(JsonNode signed, String path) {
        String address = signed.path("signed_uri").asText("");
        try {
            URI uri = URI.create(address);
            if (uri.getHost() != null && uri.getScheme().matches("https?")) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Reported below, without the address, which is a credential.
        }
        throw new TrackingException("The workspace at " + rest.server() + " has signed no address for " + path + ".");
    }

    private static Map<String, String> headers(JsonNode signed) {
        Map<String, String> headers = new LinkedHashMap<>();
        signed.path("headers")
                .forEach(header -> headers.put(
                        header.path("name").asText(), header.path("value").asText()));
        return headers;
    }

    private static final class OfRun extends SignedStore {
        private final String runId;

        OfRun(Rest rest, Http http, String runId, String root) {
            super(rest, http, root);
            this.runId = runId;
        }

        @Override
        JsonNode forWrite(String path) {
            return credentials("artifacts/credentials-for-write", path);
        }

        @Override
        JsonNode forRead(String path) {
            return credentials("artifacts/credentials-for-read", path);
        }

        private JsonNode credentials(String endpoint, String path) {
            ObjectNode body = Json.object().put("run_id", runId);
            body.putArray("path").add(path);
            return rest.post(endpoint, body).path("credential_infos").path(0);
        }

        @Override
        JsonNode list(String path, String pageToken) {
            return rest.get("artifacts/list", query(Map.of("run_id", runId), path, pageToken));
        }
    }

    private static final class OfVersion extends SignedStore {
        private final Map<String, String> version;

        OfVersion(Rest rest, Http http, Map<String, String> version) {
            super(rest, http, "");
            this.version = version;
        }

        @Override
        JsonNode forWrite(String path) {
            throw new IllegalStateException("A version is never written");
        }

        @Override
        JsonNode forRead(String path) {
            return rest.get("model-versions/get-signed-download-uri", query(version, path, ""));
        }

        @Override
        JsonNode list(String path, String pageToken) {
            return rest.get("model-versions/list-artifacts", query(version, path, pageToken));
        }
    }

    private static Map<String, String> query(Map<String, String> what, String path, String pageToken) {
        Map<String, String> query = new LinkedHashMap<>(what);
        if (!path.isEmpty()) {
            query.put("path", path);
        }
        if (!pageToken.isEmpty()) {
            query.put("page_token", pageToken);
        }
        return query;
    }
}
