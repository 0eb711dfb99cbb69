package dev.lastmile.trackingserver.protocol;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Maps rejected requests to responses. */
@Provider
public class ProtocolExceptionMapper implements ExceptionMapper<ProtocolException> {
    @Override
    public Response toResponse(ProtocolException refusal) {
        return ErrorBody.response(refusal.code(), refusal.getMessage());
    }
}
