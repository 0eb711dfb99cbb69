package dev.lastmile.tracking.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastmile.tracking.TrackingException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/** Artifacts with addresses below one of the server's. */
abstract class HttpStore implements ArtifactStore {
    final String root;
    private final Http http;
    private final String files;

    /**
     * @param files the address below which the files are, without a slash at its end
     * @param root the folder below all artifacts of the server, without slashes at its ends
     */
    HttpStore(Http http, String files, String root) {
        this.http = http;
        this.files = files;
        this.root = root;
    }

    /** The call that writes a file. */
    abstract Call write(URI address, Path file);

    @Override
    public final void upload(String path, Path file) {
        http.call(write(uri(path), file));
    }

    @Override
    public final byte[] read(String path) {
        return http.call(Call.get(uri(path)));
    }

    @Override
    public final void download(String path, Path target) {
        http.call(Call.download(uri(path), target));
    }

    /** The call that lists a folder. */
    final JsonNode listing(String address, String folder) {
        Call call = Call.get(URI.create(address + Rest.query(Map.of("path", folder))));
        try {
            return Json.MAPPER.readTree(http.call(call));
        } catch (IOException e) {
            throw new TrackingException(call + " was answered with something that is not JSON.", e);
        }
    }

    private URI uri(String path) {
        return URI.create(files + ArtifactPath.encoded(ArtifactPath.join(root, ArtifactPath.of(path))));
    }
}
