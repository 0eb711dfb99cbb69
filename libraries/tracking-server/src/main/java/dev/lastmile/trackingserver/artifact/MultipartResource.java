package dev.lastmile.trackingserver.artifact;

import dev.lastmile.trackingserver.protocol.ApiPaths;
import dev.lastmile.trackingserver.protocol.ErrorCode;
import dev.lastmile.trackingserver.protocol.ProtocolException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/**
 * Multipart transfers, which MLflow's artifact proxy supports for object stores only. Artifacts here are files. Clients fall
 * back to a single transfer when they get exactly these messages.
 */
@Path(ApiPaths.ARTIFACT_PROXY)
@Produces(MediaType.APPLICATION_JSON)
public class MultipartResource {
    @POST
    @Path("mpu/{action:create|complete|abort}{path:(/.*)?}")
    public Response upload() {
        throw unsupported("upload");
    }

    @GET
    @Path("presigned/{path:.+}")
    public Response download() {
        throw unsupported("download");
    }

    private static ProtocolException unsupported(String direction) {
        return new ProtocolException(
                ErrorCode.NOT_IMPLEMENTED,
                "Multipart " + direction + " is not supported for the current artifact repository");
    }
}
