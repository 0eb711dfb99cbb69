package dev.lastmile.trackingserver.run;

import dev.lastmile.trackingserver.protocol.ApiPaths;
import dev.lastmile.trackingserver.protocol.Page;
import dev.lastmile.trackingserver.protocol.Parameters;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.List;
import java.util.OptionalInt;

/** {@code metrics/…} of the protocol. */
@Path(ApiPaths.MLFLOW + "metrics")
@Produces(MediaType.APPLICATION_JSON)
public class MetricsResource {
    private final RunLog log;

    public MetricsResource(RunLog log) {
        this.log = log;
    }

    public record Answer(List<Metric> metrics, String nextPageToken) {}

    /** Returns the whole history without {@code max_results}. */
    @GET
    @Path("get-history")
    public Answer history(@Context UriInfo uri, InputStream body) {
        Parameters in = Parameters.queryOrRead(uri, body);
        Page.Request request = Page.Request.of(in, 1, RunLog.MAX_HISTORY);
        Page<Metric> page = log.history(
                in.runId(),
                in.required("metric_key"),
                in.has("max_results") ? OptionalInt.of(request.size()) : OptionalInt.empty(),
                request.offset());
        return new Answer(page.entries(), page.nextToken());
    }
}
