package dev.lastmile.trackingserver.artifact;

import dev.lastmile.trackingserver.protocol.ApiPaths;
import dev.lastmile.trackingserver.protocol.Parameters;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The artifact proxy: clients read and write files through the server. */
@Path(ApiPaths.ARTIFACTS)
@Produces(MediaType.APPLICATION_JSON)
public class ArtifactsResource {
    private final ArtifactStore store;

    public ArtifactsResource(ArtifactStore store) {
        this.store = store;
    }

    public record ListAnswer(List<FileForm> files) {}

    @GET
    public ListAnswer list(@Context UriInfo uri, InputStream body) {
        ArtifactPath folder = Parameters.queryOrRead(uri, body)
                .text("path")
                .map(ArtifactPath::parse)
                .orElse(ArtifactPath.ROOT);
        return new ListAnswer(store.list(folder));
    }

    /** Always as an attachment: an HTML artifact must not run with the server's origin. */
    @GET
    @Path("{path:.+}")
    @Produces(MediaType.WILDCARD)
    public Response download(@PathParam("path") String path) {
        java.nio.file.Path file = store.file(ArtifactPath.parse(path));
        String name = URLEncoder.encode(file.getFileName().toString(), StandardCharsets.UTF_8)
                .replace("+", "%20");
        return Response.ok(file.toFile(), MediaType.APPLICATION_OCTET_STREAM_TYPE)
                .header(HttpHeaders.CONTENT_LENGTH, file.toFile().length())
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename*=UTF-8''" + name)
                .build();
    }

    @PUT
    @Path("{path:.+}")
    public Map<String, String> upload(@PathParam("path") String path, InputStream bytes) {
        store.write(ArtifactPath.parse(path), bytes);
        return Map.of();
    }

    @DELETE
    @Path("{path:.+}")
    public Map<String, String> delete(@PathParam("path") String path) {
        store.delete(ArtifactPath.parse(path));
        return Map.of();
    }
}
