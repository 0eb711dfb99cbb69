package dev.lastmile.serving.internal.log;

import dev.lastmile.serving.core.RequestRejectedException;
import dev.lastmile.serving.core.internal.protocol.ErrorJson;
import dev.lastmile.serving.core.internal.request.HeldBytes;
import dev.lastmile.serving.core.internal.request.RequestMemory;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;

/**
 * Pages of the log, for readers that keep it longer than the service does.
 *
 * <p>{@code next} of a page is {@code after} of the following one. Sequences become visible in order, so that a reader that
 * continues from the last one gets every record exactly once; an empty page is the current end of the log. {@code log} is
 * the id of the log, which its sequences belong to. {@code skipped} counts the records of the page that cannot be read;
 * {@code next} is behind them.
 */
@Path("/v1/predictions")
@Tag(name = "log")
public class PredictionsResource {
    private static final Logger LOG = Logger.getLogger(PredictionsResource.class);
    private static final String DEFAULT_LIMIT = "1000";
    private static final int MAX_LIMIT = 10_000;

    private final LogConfig config;
    private final LogWriter writer;
    private final LogPages pages;
    private final LogMetrics metrics;
    /** Memory of pages that are being read or sent. */
    private final RequestMemory memory =
            new RequestMemory(Math.max(Runtime.getRuntime().maxMemory() / 8, LogPage.MEMORY));

    PredictionsResource(LogConfig config, LogWriter writer, LogPages pages, LogMetrics metrics) {
        this.config = config;
        this.writer = writer;
        this.pages = pages;
        this.metrics = metrics;
    }

    /**
     * Returns the records after a sequence.
     *
     * @param after the {@code next} of an earlier page; absent for the beginning
     * @param limit maximum records of the page, 1 to 10,000; a page with fewer is not necessarily the last
     * @param seen the id of the record at {@code after}, if the reader knows it; the status is 409 if the log has no such
     *     record there, because it was restored from an older copy
     */
    @GET
    @Operation(operationId = "predictions", summary = "Read the prediction log, page by page")
    @APIResponse(
            responseCode = "200",
            description = "Records, and the number to continue after",
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT)))
    public Response page(
            @QueryParam("after") String after, @QueryParam("limit") String limit, @QueryParam("seen") String seen) {
        if (!config.enabled()) {
            return error(
                    404,
                    "RESOURCE_DOES_NOT_EXIST",
                    "This service logs no predictions. Set LASTMILE_SERVING_LOG_ENABLED to true.");
        }
        OptionalLong begin = number(Optional.ofNullable(after).orElse("0"), 0, Long.MAX_VALUE);
        OptionalLong most = number(Optional.ofNullable(limit).orElse(DEFAULT_LIMIT), 1, MAX_LIMIT);
        if (begin.isEmpty()) {
            return invalid("after is '" + after + "'. Give the 'next' of an earlier page, or leave it out.");
        }
        if (most.isEmpty()) {
            return invalid("limit is '" + limit + "'. Give a number from 1 to " + MAX_LIMIT + ", or leave it out.");
        }
        Optional<UUID> last;
        try {
            last = Optional.ofNullable(seen).map(UUID::fromString);
        } catch (IllegalArgumentException e) {
            return invalid("seen is '" + seen + "'. Give the id of the record at 'after', or leave it out.");
        }
        if (!writer.isOpen()) {
            return unavailable(writer.problem().isEmpty() ? "It is being opened." : writer.problem());
        }
        try {
            if (last.isPresent() && pages.differs(begin.getAsLong(), last.get())) {
                return error(
                        409,
                        "RESOURCE_CONFLICT",
                        "The record " + begin.getAsLong() + " of this log is not " + last.get()
                                + ": the log was restored from an older copy. Read it again from the beginning.");
            }
            return page(begin.getAsLong(), (int) most.getAsLong());
        } catch (RequestRejectedException e) {
            return unavailable("Others are reading it.");
        } catch (RuntimeException e) {
            LOG.debug("The prediction log cannot be read", e);
            return unavailable(LogWriter.reason(e));
        }
    }

    private Response page(long after, int most) {
        try (RequestMemory.Reservation reserved = memory.open()) {
            reserved.reserve(LogPage.MEMORY);
            LogPage page = pages.page(after, most);
            metrics.unreadable(page.skipped());
            HeldBytes json = reserved.hold(page.json());
            return Response.ok((StreamingOutput) json::writeTo, MediaType.APPLICATION_JSON_TYPE)
                    .header(HttpHeaders.CONTENT_LENGTH, json.length())
                    .build();
        }
    }

    private static Response unavailable(String reason) {
        return error(
                503, "TEMPORARILY_UNAVAILABLE", "The prediction log cannot be read. " + reason + " Try again later.");
    }

    private static Response error(int status, String code, String message) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(ErrorJson.mlflow(code, message))
                .build();
    }

    private static Response invalid(String message) {
        return error(400, "INVALID_PARAMETER_VALUE", message);
    }

    private static OptionalLong number(String text, long least, long most) {
        try {
            long number = Long.parseLong(text);
            return number >= least && number <= most ? OptionalLong.of(number) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
