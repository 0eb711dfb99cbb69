package dev.lastmile.serving.rest;

import dev.lastmile.serving.core.protocol.ErrorJson;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** The response to a method that a path does not take, in the format of the protocol that the path belongs to. */
@Provider
public class NotAllowed implements ExceptionMapper<NotAllowedException> {
    @Context
    UriInfo uri;

    @Context
    Request request;

    @Override
    public Response toResponse(NotAllowedException e) {
        // null with quarkus-rest, which does not say.
        Object allowed = e.getResponse().getHeaders().getFirst(HttpHeaders.ALLOW);
        String message = uri.getPath() + " takes no " + request.getMethod()
                + " requests; /q/openapi describes those that it takes.";
        return Response.status(405)
                .header(HttpHeaders.ALLOW, allowed)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(
                        uri.getPath().startsWith("/v2/")
                                ? ErrorJson.openInference(message)
                                : ErrorJson.mlflow("METHOD_NOT_ALLOWED", message))
                .build();
    }
}
