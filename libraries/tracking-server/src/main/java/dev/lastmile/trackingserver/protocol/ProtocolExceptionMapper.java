package dev.lastmile.trackingserver.protocol;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Answers refused requests. */
@Provider
public class ProtocolExceptionMapper implements ExceptionMapper<ProtocolException> {
    @Override
    public Response toResponse(ProtocolException refusal) {
        return ErrorBody.response(refusal.code(), refusal.getMessage());
    }
}
