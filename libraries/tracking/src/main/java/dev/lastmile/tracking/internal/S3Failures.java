package dev.lastmile.tracking.internal;

import dev.lastmile.tracking.TrackingException;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.InvalidResponseException;
import io.minio.errors.ServerException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** One-line messages of failures of S3. */
final class S3Failures {
    private static final Pattern STATUS = Pattern.compile("Response code: (\\d+)");

    private S3Failures() {}

    /**
     * @param what the call, such as {@code GET s3://bucket/key}
     * @param place address of the server
     */
    static TrackingException of(String what, String place, Exception e) {
        if (e instanceof ErrorResponseException answer) {
            String code = answer.errorResponse().code();
            String said = String.valueOf(answer.errorResponse().message());
            return answered(what, place, answer.response().code(), code, ": " + Failures.oneLine(said), e);
        }
        if (e instanceof ServerException answer) {
            return answered(what, place, answer.statusCode(), "", "", e);
        }
        if (e instanceof InvalidResponseException) {
            Matcher status = STATUS.matcher(String.valueOf(e.getMessage()));
            String hint = " and no S3 message. Set MLFLOW_S3_ENDPOINT_URL to the address of an S3 server.";
            return answered(what, place, status.find() ? Integer.parseInt(status.group(1)) : 0, "", hint, e);
        }
        if (e instanceof FileSystemException) {
            return new TrackingException("A file cannot be read or written: " + e.getMessage() + " (" + what + ")", e);
        }
        if (e instanceof IOException) {
            return new TrackingException(
                    "S3 at " + place + " cannot be reached (" + e.getMessage()
                            + "). Start it, or set MLFLOW_S3_ENDPOINT_URL to another address.",
                    e);
        }
        return new TrackingException(
                what + " at " + place + " failed: " + Failures.oneLine(String.valueOf(e.getMessage())), e);
    }

    /** Whether a retry may succeed. */
    static boolean mayPass(TrackingException failure) {
        if (failure.status().isPresent()) {
            return Backoff.isTransient(failure.status().getAsInt());
        }
        Throwable cause = failure.getCause();
        return cause instanceof IOException
                && !(cause instanceof FileSystemException)
                && !(cause instanceof SSLException);
    }

    private static TrackingException answered(
            String what, String place, int status, String code, String said, Exception e) {
        return new TrackingException(
                what + " at " + place + " was answered with " + status + (code.isEmpty() ? "" : " " + code) + said,
                OptionalInt.of(status),
                code,
                e);
    }
}
