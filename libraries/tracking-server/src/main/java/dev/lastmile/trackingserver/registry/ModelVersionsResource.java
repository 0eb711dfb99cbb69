package dev.lastmile.trackingserver.registry;

import dev.lastmile.trackingserver.protocol.ApiPaths;
import dev.lastmile.trackingserver.protocol.Page;
import dev.lastmile.trackingserver.protocol.Parameters;
import dev.lastmile.trackingserver.registry.ModelVersions.Candidate;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/** {@code model-versions/…} of the protocol. */
@Path(ApiPaths.MLFLOW + "model-versions")
@Produces(MediaType.APPLICATION_JSON)
public class ModelVersionsResource {
    private static final int MAX_PAGE = 200_000;

    private final ModelVersions versions;

    public ModelVersionsResource(ModelVersions versions) {
        this.versions = versions;
    }

    public record Answer(ModelVersionForm modelVersion) {}

    public record SearchAnswer(List<ModelVersionForm> modelVersions, String nextPageToken) {}

    public record DownloadAnswer(String artifactUri) {}

    @POST
    @Path("create")
    @Consumes(MediaType.APPLICATION_JSON)
    public Answer create(InputStream body) {
        Parameters in = Parameters.read(body);
        return new Answer(versions.create(
                in.required("name"),
                new Candidate(
                        in.required("source"),
                        in.textWithContent("run_id"),
                        in.textWithContent("run_link"),
                        in.textWithContent("model_id"),
                        in.textWithContent("description"),
                        in.pairs("tags"))));
    }

    @GET
    @Path("get")
    public Answer get(@Context UriInfo uri, InputStream body) {
        Parameters in = Parameters.queryOrRead(uri, body);
        return new Answer(versions.read(in.required("name"), in.required("version")));
    }

    @GET
    @Path("search")
    public SearchAnswer search(@Context UriInfo uri, InputStream body) {
        Parameters in = Parameters.queryOrRead(uri, body);
        Page<ModelVersionForm> page = versions.search(
                in.text("filter").orElse(""), in.texts("order_by"), Page.Request.of(in, 200_000, MAX_PAGE));
        return new SearchAnswer(
                page.entries().stream().map(ModelVersionForm::listed).toList(), page.nextToken());
    }

    @GET
    @Path("get-download-uri")
    public DownloadAnswer downloadUri(@Context UriInfo uri, InputStream body) {
        Parameters in = Parameters.queryOrRead(uri, body);
        return new DownloadAnswer(versions.downloadUri(in.required("name"), in.required("version")));
    }

    @PATCH
    @Path("update")
    @Consumes(MediaType.APPLICATION_JSON)
    public Answer update(InputStream body) {
        Parameters in = Parameters.read(body);
        return new Answer(versions.describe(in.required("name"), in.required("version"), in.text("description")));
    }

    @POST
    @Path("transition-stage")
    @Consumes(MediaType.APPLICATION_JSON)
    public Answer transition(InputStream body) {
        Parameters in = Parameters.read(body);
        String name = in.required("name");
        String version = in.required("version");
        String stage = in.required("stage");
        return new Answer(
                in.flag("archive_existing_versions")
                        ? versions.transitionArchiving(name, version, stage)
                        : versions.transition(name, version, stage));
    }

    @DELETE
    @Path("delete")
    public Map<String, String> delete(@Context UriInfo uri, InputStream body) {
        Parameters in = Parameters.readOrQuery(body, uri);
        versions.delete(in.required("name"), in.required("version"));
        return Map.of();
    }

    @POST
    @Path("set-tag")
    @Consumes(MediaType.APPLICATION_JSON)
    public Map<String, String> setTag(InputStream body) {
        Parameters in = Parameters.read(body);
        versions.setTag(
                in.required("name"),
                in.required("version"),
                in.required("key"),
                in.text("value").orElse(""));
        return Map.of();
    }

    @DELETE
    @Path("delete-tag")
    public Map<String, String> deleteTag(@Context UriInfo uri, InputStream body) {
        Parameters in = Parameters.readOrQuery(body, uri);
        versions.deleteTag(in.required("name"), in.required("version"), in.required("key"));
        return Map.of();
    }
}
