package dev.lastmile.trackingserver.registry;

import dev.lastmile.trackingserver.protocol.ApiPaths;
import dev.lastmile.trackingserver.protocol.Page;
import dev.lastmile.trackingserver.protocol.Parameters;
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

/** {@code registered-models/…} of the protocol. */
@Path(ApiPaths.MLFLOW + "registered-models")
@Produces(MediaType.APPLICATION_JSON)
public class RegisteredModelsResource {
    private static final int MAX_PAGE = 1000;

    private final RegisteredModels models;

    public RegisteredModelsResource(RegisteredModels models) {
        this.models = models;
    }

    public record Answer(RegisteredModelForm registeredModel) {}

    public record SearchAnswer(List<RegisteredModelForm> registeredModels, String nextPageToken) {}

    public record LatestAnswer(List<ModelVersionForm> modelVersions) {}

    @POST
    @Path("create")
    @Consumes(MediaType.APPLICATION_JSON)
    public Answer create(InputStream body) {
        Parameters in = Parameters.read(body);
        return new Answer(models.create(in.required("name"), in.pairs("tags"), in.textWithContent("description")));
    }

    @GET
    @Path("get")
    public Answer get(@Context UriInfo uri, InputStream body) {
        return new Answer(models.read(Parameters.queryOrRead(uri, body).required("name")));
    }

    @GET
    @Path("search")
    public SearchAnswer search(@Context UriInfo uri, InputStream body) {
        Parameters in = Parameters.queryOrRead(uri, body);
        Page<RegisteredModelForm> page =
                models.search(in.text("filter").orElse(""), in.texts("order_by"), Page.Request.of(in, 100, MAX_PAGE));
        return new SearchAnswer(page.entries(), page.nextToken());
    }

    @PATCH
    @Path("update")
    @Consumes(MediaType.APPLICATION_JSON)
    public Answer update(InputStream body) {
        Parameters in = Parameters.read(body);
        return new Answer(models.describe(in.required("name"), in.text("description")));
    }

    @POST
    @Path("rename")
    @Consumes(MediaType.APPLICATION_JSON)
    public Answer rename(InputStream body) {
        Parameters in = Parameters.read(body);
        return new Answer(models.rename(in.required("name"), in.required("new_name")));
    }

    @DELETE
    @Path("delete")
    public Map<String, String> delete(@Context UriInfo uri, InputStream body) {
        models.delete(Parameters.readOrQuery(body, uri).required("name"));
        return Map.of();
    }

    @POST
    @Path("get-latest-versions")
    @Consumes(MediaType.APPLICATION_JSON)
    public LatestAnswer latest(InputStream body) {
        return latest(Parameters.read(body));
    }

    @GET
    @Path("get-latest-versions")
    public LatestAnswer latest(@Context UriInfo uri, InputStream body) {
        return latest(Parameters.queryOrRead(uri, body));
    }

    @POST
    @Path("set-tag")
    @Consumes(MediaType.APPLICATION_JSON)
    public Map<String, String> setTag(InputStream body) {
        Parameters in = Parameters.read(body);
        models.setTag(in.required("name"), in.required("key"), in.text("value").orElse(""));
        return Map.of();
    }

    @DELETE
    @Path("delete-tag")
    public Map<String, String> deleteTag(@Context UriInfo uri, InputStream body) {
        Parameters in = Parameters.readOrQuery(body, uri);
        models.deleteTag(in.required("name"), in.required("key"));
        return Map.of();
    }

    @POST
    @Path("alias")
    @Consumes(MediaType.APPLICATION_JSON)
    public Map<String, String> setAlias(InputStream body) {
        Parameters in = Parameters.read(body);
        models.setAlias(in.required("name"), in.required("alias"), in.required("version"));
        return Map.of();
    }

    @DELETE
    @Path("alias")
    public Map<String, String> deleteAlias(@Context UriInfo uri, InputStream body) {
        Parameters in = Parameters.readOrQuery(body, uri);
        models.deleteAlias(in.required("name"), in.required("alias"));
        return Map.of();
    }

    @GET
    @Path("alias")
    public ModelVersionsResource.Answer aliased(@Context UriInfo uri, InputStream body) {
        Parameters in = Parameters.queryOrRead(uri, body);
        return new ModelVersionsResource.Answer(models.aliased(in.required("name"), in.required("alias")));
    }

    private LatestAnswer latest(Parameters in) {
        return new LatestAnswer(models.latest(in.required("name"), in.texts("stages")));
    }
}
