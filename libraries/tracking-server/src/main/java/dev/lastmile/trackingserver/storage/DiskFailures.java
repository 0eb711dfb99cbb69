package dev.lastmile.trackingserver.storage;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.h2.api.ErrorCode;
import org.h2.mvstore.MVStoreException;

/** Distinguishes disk failures of the database from rejected statements. */
public final class DiskFailures {
    private static final Set<Integer> CODES = Set.of(
            ErrorCode.IO_EXCEPTION_1,
            ErrorCode.IO_EXCEPTION_2,
            // The consequence: H2 closes a database that it could not write.
            ErrorCode.DATABASE_IS_CLOSED);

    private DiskFailures() {}

    /** The message of a disk failure; empty for any other failure. */
    public static Optional<String> reason(Throwable failure) {
        String reason = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            boolean database = cause instanceof MVStoreException
                    || cause instanceof SQLException sql && CODES.contains(sql.getErrorCode());
            if (database || reason != null && cause instanceof IOException) {
                reason = cause.getMessage(); // the innermost is the shortest
            }
        }
        return Optional.ofNullable(reason).map(text -> text.lines().findFirst().orElse(""));
    }
}
