package dev.lastmile.serving.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.lastmile.serving.core.protocol.ErrorJson;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jboss.logging.Logger;

/**
 * The log, page by page, for who keeps it longer than the service.
 *
 * <p>{@code next} of a page is {@code after} of the one that follows. Sequences come to light in their order, so that
 * whoever asks on from the last one misses none and gets none twice; an empty page means that there are no more yet.
 * {@code log} is the id of the log: another one has sequences of its own.
 */
@Path("/v1/predictions")
public class PredictionsResource {
    private static final Logger LOG = Logger.getLogger(PredictionsResource.class);
    private static final JsonFactory JSON = new JsonFactory();
    private static final String USUAL = "1000";
    private static final int MOST = 10_000;

    private final LogConfig config;
    private final LogWriter writer;
    private final LogStore store;

    PredictionsResource(LogConfig config, LogWriter writer, LogStore store) {
        this.config = config;
        this.writer = writer;
        this.store = store;
    }

    /**
     * The records after one of them.
     *
     * @param after the {@code next} of an earlier page; none for the beginning
     * @param limit the most records of the page, 1 to 10,000; it can have fewer, and yet not be the last
     */
    @GET
    public Response page(@QueryParam("after") String after, @QueryParam("limit") String limit) {
        if (!config.enabled()) {
            return error(
                    404,
                    "RESOURCE_DOES_NOT_EXIST",
                    "This service logs no predictions. Set LASTMILE_SERVING_LOG_ENABLED to true.");
        }
        OptionalLong begin = number(Optional.ofNullable(after).orElse("0"), 0, Long.MAX_VALUE);
        OptionalLong most = number(Optional.ofNullable(limit).orElse(USUAL), 1, MOST);
        if (begin.isEmpty()) {
            return invalid("after is '" + after + "'. Give the 'next' of an earlier page, or leave it out.");
        }
        if (most.isEmpty()) {
            return invalid("limit is '" + limit + "'. Give a number from 1 to " + MOST + ", or leave it out.");
        }
        if (!writer.isOpen()) {
            return unavailable(writer.problem().isEmpty() ? "It is being opened." : writer.problem());
        }
        try {
            LogStore.Page page = store.page(begin.getAsLong(), (int) most.getAsLong());
            return Response.ok(json(page, begin.getAsLong()), MediaType.APPLICATION_JSON_TYPE)
                    .build();
        } catch (RuntimeException e) {
            LOG.debug("The prediction log cannot be read", e);
            return unavailable(LogWriter.reason(e));
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

    private static byte[] json(LogStore.Page page, long after) {
        ByteArrayOutputStream bytes =
                new ByteArrayOutputStream(128 + 512 * page.rows().size());
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("log", page.log().toString());
            json.writeArrayFieldStart("predictions");
            long next = after;
            for (LoggedPrediction row : page.rows()) {
                write(json, row);
                next = row.sequence;
            }
            json.writeEndArray();
            json.writeNumberField("next", next);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, LoggedPrediction row) throws IOException {
        json.writeStartObject();
        json.writeNumberField("sequence", row.sequence);
        json.writeStringField("id", row.id.toString());
        json.writeStringField("client_request_id", row.clientRequestId);
        json.writeStringField("time", row.loggedAt.toString());
        json.writeStringField("role", row.role.name().toLowerCase(java.util.Locale.ROOT));
        json.writeStringField("model", row.model);
        json.writeStringField("model_version", row.modelVersion);
        json.writeStringField("features", row.features);
        json.writeStringField("features_version", row.featuresVersion);
        json.writeNumberField("rows", row.rowCount);
        json.writeNumberField("latency_nanos", row.latencyNanos);
        json.writeFieldName("inputs");
        json.writeRawValue(row.inputs);
        json.writeFieldName("outputs");
        json.writeRawValue(row.outputs);
        json.writeEndObject();
    }
}
