package dev.lastmile.trackingserver.run;

import dev.lastmile.trackingserver.artifact.ArtifactListing;
import dev.lastmile.trackingserver.protocol.ApiPaths;
import dev.lastmile.trackingserver.protocol.Parameters;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;

/** {@code artifacts/list} of the protocol. */
@Path(ApiPaths.MLFLOW + "artifacts/list")
@Produces(MediaType.APPLICATION_JSON)
public class RunArtifactsResource {
    private final Runs runs;
    private final ArtifactListing artifacts;

    public RunArtifactsResource(Runs runs, ArtifactListing artifacts) {
        this.runs = runs;
        this.artifacts = artifacts;
    }

    @GET
    public ArtifactListing.Answer list(@Context UriInfo uri, InputStream body) {
        Parameters in = Parameters.queryOrRead(uri, body);
        return artifacts.list(runs.artifactUri(in.runId()), in.text("path").orElse(""));
    }
}
