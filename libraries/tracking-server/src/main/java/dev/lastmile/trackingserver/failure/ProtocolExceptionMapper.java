package dev.lastmile.trackingserver.failure;

import dev.lastmile.trackingserver.protocol.ErrorBody;
import dev.lastmile.trackingserver.protocol.ProtocolException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Maps rejected requests to responses. */
@Provider
public class ProtocolExceptionMapper implements ExceptionMapper<ProtocolException> {
    @Override
    public Response toResponse(ProtocolException rejection) {
        return ErrorBody.response(rejection.code(), rejection.getMessage());
    }
}
