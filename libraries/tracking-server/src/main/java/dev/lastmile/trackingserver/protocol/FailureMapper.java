package dev.lastmile.trackingserver.protocol;

import dev.lastmile.trackingserver.storage.Disk;
import dev.lastmile.trackingserver.storage.DiskFailures;
import jakarta.inject.Inject;
import jakarta.persistence.LockTimeoutException;
import jakarta.persistence.PessimisticLockException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Answers requests that failed for a reason that is not the client's; the log has the reason. */
@Provider
public class FailureMapper implements ExceptionMapper<Exception> {
    private static final Logger LOG = Logger.getLogger(FailureMapper.class);

    @Inject
    Disk disk;

    @Override
    public Response toResponse(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProtocolException refusal) {
                return ErrorBody.response(refusal.code(), refusal.getMessage());
            }
            if (cause instanceof PessimisticLockException || cause instanceof LockTimeoutException) {
                return ErrorBody.response(
                        ErrorCode.TEMPORARILY_UNAVAILABLE,
                        "Another request holds what this one changes. Send it again.");
            }
        }
        Optional<String> reason = DiskFailures.reason(failure);
        if (reason.isPresent()) {
            ProtocolException full = disk.failure("The request", reason.get());
            LOG.error(full.getMessage());
            return ErrorBody.response(full.code(), full.getMessage());
        }
        LOG.error("A request failed", failure);
        return ErrorBody.response(
                ErrorCode.INTERNAL_ERROR, "The request failed inside the server. The server's log says why.");
    }
}
