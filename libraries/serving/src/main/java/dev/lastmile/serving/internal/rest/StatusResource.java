package dev.lastmile.serving.internal.rest;

import dev.lastmile.serving.core.internal.champion.Champion;
import dev.lastmile.serving.core.internal.champion.ServingState.Waiting;
import dev.lastmile.serving.core.internal.protocol.ErrorJson;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Health checks of MLflow's clients and of platforms that host its servers. */
@Path("/")
public class StatusResource {
    private final Champion champion;
    private final String version;

    public StatusResource(Champion champion, @ConfigProperty(name = "quarkus.application.version") String version) {
        this.champion = champion;
        this.version = version;
    }

    /** An empty line once a model serves, 503 otherwise. */
    @GET
    @Path("ping")
    @Operation(hidden = true)
    public Response ping() {
        if (champion.state() instanceof Waiting waiting) {
            return Response.status(503)
                    .type(MediaType.APPLICATION_JSON_TYPE)
                    .entity(ErrorJson.mlflow("TEMPORARILY_UNAVAILABLE", "No model is loaded. " + waiting.reason()))
                    .build();
        }
        return json("\n");
    }

    /** The same as {@link #ping}. */
    @GET
    @Path("health")
    @Operation(hidden = true)
    public Response health() {
        return ping();
    }

    /** The service's version, as plain text like MLflow's. */
    @GET
    @Path("version")
    @Operation(hidden = true)
    public Response version() {
        return json(version);
    }

    private static Response json(String body) {
        return Response.ok(body.getBytes(java.nio.charset.StandardCharsets.UTF_8), MediaType.APPLICATION_JSON_TYPE)
                .build();
    }
}
