package dev.lastmile.trackingserver.experiment;

import dev.lastmile.trackingserver.protocol.ApiPaths;
import dev.lastmile.trackingserver.protocol.LifecycleStage;
import dev.lastmile.trackingserver.protocol.Page;
import dev.lastmile.trackingserver.protocol.Parameters;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/** {@code experiments/…} of the protocol. */
@Path(ApiPaths.MLFLOW + "experiments")
@Produces(MediaType.APPLICATION_JSON)
public class ExperimentsResource {
    private static final int MAX_PAGE = 50_000;

    private final Experiments experiments;

    public ExperimentsResource(Experiments experiments) {
        this.experiments = experiments;
    }

    public record CreateAnswer(String experimentId) {}

    public record Answer(ExperimentForm experiment) {}

    public record SearchAnswer(List<ExperimentForm> experiments, String nextPageToken) {}

    @POST
    @Path("create")
    @Consumes(MediaType.APPLICATION_JSON)
    public CreateAnswer create(InputStream body) {
        Parameters in = Parameters.read(body);
        return new CreateAnswer(
                experiments.create(in.required("name"), in.textWithContent("artifact_location"), in.pairs("tags")));
    }

    @GET
    @Path("get")
    public Answer get(@Context UriInfo uri, InputStream body) {
        return new Answer(experiments.read(Parameters.queryOrRead(uri, body).required("experiment_id")));
    }

    @GET
    @Path("get-by-name")
    public Answer getByName(@Context UriInfo uri, InputStream body) {
        return new Answer(experiments.named(Parameters.queryOrRead(uri, body).required("experiment_name")));
    }

    @GET
    @Path("search")
    public SearchAnswer search(@Context UriInfo uri, InputStream body) {
        return search(Parameters.queryOrRead(uri, body));
    }

    @POST
    @Path("search")
    @Consumes(MediaType.APPLICATION_JSON)
    public SearchAnswer search(InputStream body) {
        return search(Parameters.read(body));
    }

    @POST
    @Path("update")
    @Consumes(MediaType.APPLICATION_JSON)
    public Map<String, String> update(InputStream body) {
        Parameters in = Parameters.read(body);
        experiments.rename(in.required("experiment_id"), in.required("new_name"));
        return Map.of();
    }

    @POST
    @Path("delete")
    @Consumes(MediaType.APPLICATION_JSON)
    public Map<String, String> delete(InputStream body) {
        experiments.delete(Parameters.read(body).required("experiment_id"));
        return Map.of();
    }

    @POST
    @Path("restore")
    @Consumes(MediaType.APPLICATION_JSON)
    public Map<String, String> restore(InputStream body) {
        experiments.restore(Parameters.read(body).required("experiment_id"));
        return Map.of();
    }

    @POST
    @Path("set-experiment-tag")
    @Consumes(MediaType.APPLICATION_JSON)
    public Map<String, String> setTag(InputStream body) {
        Parameters in = Parameters.read(body);
        experiments.setTag(
                in.required("experiment_id"),
                in.required("key"),
                in.text("value").orElse(""));
        return Map.of();
    }

    @POST
    @Path("delete-experiment-tag")
    @Consumes(MediaType.APPLICATION_JSON)
    public Map<String, String> deleteTag(InputStream body) {
        Parameters in = Parameters.read(body);
        experiments.deleteTag(in.required("experiment_id"), in.required("key"));
        return Map.of();
    }

    private SearchAnswer search(Parameters in) {
        Page<ExperimentForm> page = experiments.search(
                LifecycleStage.searched(in, "view_type"),
                in.text("filter").orElse(""),
                in.texts("order_by"),
                Page.Request.of(in, 1000, MAX_PAGE));
        return new SearchAnswer(page.entries(), page.nextToken());
    }
}
