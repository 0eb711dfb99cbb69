package dev.lastmile.trackingserver.loggedmodel;

import dev.lastmile.trackingserver.artifact.ArtifactListing;
import dev.lastmile.trackingserver.loggedmodel.LoggedModels.Candidate;
import dev.lastmile.trackingserver.protocol.ApiPaths;
import dev.lastmile.trackingserver.protocol.Page;
import dev.lastmile.trackingserver.protocol.Parameters;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/** {@code logged-models/…} of the protocol; metrics of logged models are those of their runs. */
@Path(ApiPaths.MLFLOW + "logged-models")
@Produces(MediaType.APPLICATION_JSON)
public class LoggedModelsResource {
    private final LoggedModels models;
    private final ArtifactListing artifacts;

    public LoggedModelsResource(LoggedModels models, ArtifactListing artifacts) {
        this.models = models;
        this.artifacts = artifacts;
    }

    public record Answer(LoggedModelForm model) {}

    public record SearchAnswer(List<LoggedModelForm> models, String nextPageToken) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Answer create(InputStream body) {
        Parameters in = Parameters.read(body);
        return new Answer(models.create(
                in.required("experiment_id"),
                new Candidate(
                        in.textWithContent("name"),
                        in.textWithContent("model_type"),
                        in.textWithContent("source_run_id"),
                        in.pairs("params"),
                        in.pairs("tags"))));
    }

    @GET
    @Path("{id}")
    public Answer get(@PathParam("id") String id) {
        return new Answer(models.read(id));
    }

    @PATCH
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    public Answer finish(@PathParam("id") String id, InputStream body) {
        return new Answer(models.finish(id, Parameters.read(body).required("status")));
    }

    @DELETE
    @Path("{id}")
    public Map<String, String> delete(@PathParam("id") String id) {
        models.delete(id);
        return Map.of();
    }

    @POST
    @Path("search")
    @Consumes(MediaType.APPLICATION_JSON)
    public SearchAnswer search(InputStream body) {
        Parameters in = Parameters.read(body);
        List<String> orderBy = in.objects("order_by").stream()
                .map(order -> order.required("field_name") + (order.flag("ascending") ? " ASC" : " DESC"))
                .toList();
        Page<LoggedModelForm> page = models.search(
                in.texts("experiment_ids"), in.text("filter").orElse(""), orderBy, Page.Request.of(in, 100, 1000));
        return new SearchAnswer(page.entries(), page.nextToken());
    }

    @PATCH
    @Path("{id}/tags")
    @Consumes(MediaType.APPLICATION_JSON)
    public Answer setTags(@PathParam("id") String id, InputStream body) {
        return new Answer(models.setTags(id, Parameters.read(body).pairs("tags")));
    }

    @DELETE
    @Path("{id}/tags/{key}")
    public Map<String, String> deleteTag(@PathParam("id") String id, @PathParam("key") String key) {
        models.deleteTag(id, key);
        return Map.of();
    }

    @POST
    @Path("{id}/params")
    @Consumes(MediaType.APPLICATION_JSON)
    public Map<String, String> logParams(@PathParam("id") String id, InputStream body) {
        models.logParams(id, Parameters.read(body).pairs("params"));
        return Map.of();
    }

    @GET
    @Path("{id}/artifacts/directories")
    public ArtifactListing.Answer artifacts(@PathParam("id") String id, @Context UriInfo uri, InputStream body) {
        return artifacts.list(
                models.location(id).artifactUri(),
                Parameters.queryOrRead(uri, body)
                        .text("artifact_directory_path")
                        .orElse(""));
    }
}
