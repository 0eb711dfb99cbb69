package dev.lastmile.serving.internal.rest;

import dev.lastmile.serving.core.internal.protocol.ErrorJson;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Responds 405 to a method that a path does not support, in the format of the path's protocol. */
@Provider
public class MethodNotAllowedMapper implements ExceptionMapper<NotAllowedException> {
    @Context
    UriInfo uri;

    @Context
    Request request;

    @Override
    public Response toResponse(NotAllowedException e) {
        // null with quarkus-rest, which does not report it.
        Object allowed = e.getResponse().getHeaders().getFirst(HttpHeaders.ALLOW);
        String message = uri.getPath() + " takes no " + request.getMethod()
                + " requests; /q/openapi describes those that it takes.";
        return Response.status(405)
                .header(HttpHeaders.ALLOW, allowed)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(ErrorJson.forPath(uri.getPath(), "METHOD_NOT_ALLOWED", message))
                .build();
    }
}
