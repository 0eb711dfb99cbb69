package dev.lastmile.trackingserver;

import dev.lastmile.trackingserver.protocol.ApiPaths;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Health check and version, as MLflow's clients request them. */
@Path("/")
@Produces(MediaType.TEXT_PLAIN)
public class StatusResource {
    @GET
    @Path("health")
    public String health() {
        return "OK";
    }

    /** The version of MLflow whose protocol the server implements. */
    @GET
    @Path("version")
    public String version() {
        return ApiPaths.MLFLOW_VERSION;
    }
}
