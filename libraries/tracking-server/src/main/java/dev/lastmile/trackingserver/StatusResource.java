package dev.lastmile.trackingserver;

import dev.lastmile.trackingserver.protocol.Api;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** How MLflow's clients ask whether a server is there, and which. */
@Path("/")
@Produces(MediaType.TEXT_PLAIN)
public class StatusResource {
    @GET
    @Path("health")
    public String health() {
        return "OK";
    }

    /** The version of MLflow whose protocol the server speaks. */
    @GET
    @Path("version")
    public String version() {
        return Api.MLFLOW_VERSION;
    }
}
