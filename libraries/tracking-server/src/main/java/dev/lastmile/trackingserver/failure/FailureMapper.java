package dev.lastmile.trackingserver.failure;

import dev.lastmile.trackingserver.protocol.ErrorBody;
import dev.lastmile.trackingserver.protocol.ErrorCode;
import dev.lastmile.trackingserver.protocol.ProtocolException;
import dev.lastmile.trackingserver.storage.Disk;
import dev.lastmile.trackingserver.storage.DiskFailures;
import jakarta.inject.Inject;
import jakarta.persistence.LockTimeoutException;
import jakarta.persistence.PessimisticLockException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** Maps any other failure, including JVM errors, to MLflow's format; the cause is logged. */
@Provider
public class FailureMapper implements ExceptionMapper<Throwable> {
    private static final Logger LOG = Logger.getLogger(FailureMapper.class);
    private static final Set<Integer> CONFLICTS = Set.of(
            org.h2.api.ErrorCode.LOCK_TIMEOUT_1,
            org.h2.api.ErrorCode.DEADLOCK_1,
            org.h2.api.ErrorCode.CONCURRENT_UPDATE_1);

    @Inject
    Disk disk;

    @Override
    public Response toResponse(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProtocolException rejection) {
                return ErrorBody.response(rejection.code(), rejection.getMessage());
            }
            if (isConflict(cause)) {
                return ErrorBody.response(
                        ErrorCode.TEMPORARILY_UNAVAILABLE, "Other requests hold what this one needs. Send it again.");
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

    private static boolean isConflict(Throwable cause) {
        return cause instanceof PessimisticLockException
                || cause instanceof LockTimeoutException
                || cause instanceof SQLException sql
                        && (CONFLICTS.contains(sql.getErrorCode()) || isWithoutConnection(sql));
    }

    // The connection pool has no exception type or code for this.
    private static boolean isWithoutConnection(SQLException failure) {
        return failure.getMessage() != null && failure.getMessage().contains("acquisition timeout");
    }
}
