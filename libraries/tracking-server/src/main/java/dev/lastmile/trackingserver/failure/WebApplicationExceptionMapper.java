package dev.lastmile.trackingserver.failure;

import dev.lastmile.trackingserver.protocol.ErrorBody;
import dev.lastmile.trackingserver.protocol.ErrorCode;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Maps requests without a matching resource method to responses. */
@Provider
public class WebApplicationExceptionMapper implements ExceptionMapper<WebApplicationException> {
    @Context
    UriInfo uri;

    @Override
    public Response toResponse(WebApplicationException rejection) {
        int status = rejection.getResponse().getStatus();
        return switch (status) {
            // An endpoint is a path with a method.
            case 404, 405 ->
                ErrorBody.response(
                        ErrorCode.ENDPOINT_NOT_FOUND,
                        "This server has nothing for such a request at /" + path() + ". It speaks the part of"
                                + " MLflow's protocol that pipelines use; point MLFLOW_TRACKING_URI to an MLflow server for the rest.");
            case 415 ->
                ErrorBody.response(
                        ErrorCode.INVALID_PARAMETER_VALUE,
                        "Bad Request. Content-Type must be one of ['application/json'].");
            default ->
                ErrorBody.response(
                        status,
                        status < 500 ? ErrorCode.BAD_REQUEST : ErrorCode.INTERNAL_ERROR,
                        rejection.getMessage());
        };
    }

    private String path() {
        String path = uri.getPath();
        return path.startsWith("/") ? path.substring(1) : path;
    }
}
