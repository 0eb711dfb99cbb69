package dev.lastmile.trackingserver.run;

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

/** {@code runs/…} of the protocol: lifecycle and search. */
@Path(ApiPaths.MLFLOW + "runs")
@Produces(MediaType.APPLICATION_JSON)
public class RunsResource {
    private static final int MAX_PAGE = 50_000;

    private final Runs runs;

    public RunsResource(Runs runs) {
        this.runs = runs;
    }

    public record Answer(RunForm run) {}

    public record UpdateAnswer(RunForm.Info runInfo) {}

    public record SearchAnswer(List<RunForm> runs, String nextPageToken) {}

    @POST
    @Path("create")
    @Consumes(MediaType.APPLICATION_JSON)
    public Answer create(InputStream body) {
        Parameters in = Parameters.read(body);
        return new Answer(runs.create(
                in.text("experiment_id").orElse(""),
                in.text("user_id").orElse(""),
                in.integer("start_time"),
                in.textWithContent("run_name"),
                in.pairs("tags")));
    }

    @GET
    @Path("get")
    public Answer get(@Context UriInfo uri, InputStream body) {
        return new Answer(runs.read(Parameters.queryOrRead(uri, body).runId()));
    }

    @POST
    @Path("update")
    @Consumes(MediaType.APPLICATION_JSON)
    public UpdateAnswer update(InputStream body) {
        Parameters in = Parameters.read(body);
        return new UpdateAnswer(
                runs.update(in.runId(), in.text("status"), in.integer("end_time"), in.textWithContent("run_name")));
    }

    @POST
    @Path("delete")
    @Consumes(MediaType.APPLICATION_JSON)
    public Map<String, String> delete(InputStream body) {
        runs.delete(Parameters.read(body).runId());
        return Map.of();
    }

    @POST
    @Path("restore")
    @Consumes(MediaType.APPLICATION_JSON)
    public Map<String, String> restore(InputStream body) {
        runs.restore(Parameters.read(body).runId());
        return Map.of();
    }

    @POST
    @Path("search")
    @Consumes(MediaType.APPLICATION_JSON)
    public SearchAnswer search(InputStream body) {
        Parameters in = Parameters.read(body);
        Page<RunForm> page = runs.search(
                in.texts("experiment_ids"),
                LifecycleStage.searched(in, "run_view_type"),
                in.text("filter").orElse(""),
                in.texts("order_by"),
                Page.Request.of(in, 1000, MAX_PAGE));
        return new SearchAnswer(page.entries(), page.nextToken());
    }
}
