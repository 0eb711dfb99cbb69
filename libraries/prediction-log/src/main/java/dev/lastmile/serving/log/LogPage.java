package dev.lastmile.serving.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.lastmile.serving.core.prediction.OutputJson;
import dev.lastmile.serving.core.prediction.Role;
import dev.lastmile.serving.log.block.BlockReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jboss.logging.Logger;

/** The JSON of a page of the log. A record that cannot be written is skipped and counted. */
final class LogPage {
    /** Bytes of JSON after which a page ends. */
    static final int LENGTH = 2_000_000;
    /** Bytes of memory that reading a page takes: a buffer that has doubled, a copy, and a block. */
    static final long MEMORY = 4L * LENGTH;

    private static final Logger LOG = Logger.getLogger(LogPage.class);
    private static final JsonFactory JSON = OutputJson.JSON;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(8192);
    private final JsonGenerator json;
    private final int most;
    private int records;
    private long next;
    private long skipped;

    /**
     * @param log the id of the log
     * @param after the sequence before that of the first record
     * @param most the most records of the page
     */
    LogPage(UUID log, long after, int most) {
        this.next = after;
        this.most = most;
        try {
            json = JSON.createGenerator(bytes);
            json.writeStartObject();
            json.writeStringField("log", log.toString());
            json.writeArrayFieldStart("predictions");
        } catch (IOException e) {
            throw impossible(e);
        }
    }

    /** Whether another record is wanted. */
    boolean hasRoom() {
        return records < most && length() < LENGTH;
    }

    /** The bytes so far. */
    int length() {
        return bytes.size() + json.getOutputBuffered();
    }

    /** The sequence of the last record, also of one that was skipped. */
    long next() {
        return next;
    }

    /** How many records were skipped. */
    long skipped() {
        return skipped;
    }

    /** Adds a record of a block. */
    void add(PredictionBlock block, long sequence, BlockReader.Entry entry) {
        try {
            begin(sequence, entry.id(), entry.requestId(), entry.client(), Instant.ofEpochMilli(entry.millis()));
            pair(block.role, block.model, block.modelVersion, block.features, block.featuresVersion);
            json.writeNumberField("rows", entry.rows());
            json.writeNumberField("latency_nanos", entry.nanoseconds());
            json.writeFieldName("inputs");
            LogJson.write(json, entry.inputs());
            json.writeFieldName("outputs");
            LogJson.write(json, entry.outputs());
            json.writeEndObject();
        } catch (IOException e) {
            throw impossible(e);
        }
        added(sequence);
    }

    /** Adds a row of the first version, whose JSON may have surrogates without their other halves: they become U+FFFD. */
    void add(LoggedPrediction row) {
        String inputs = LogJson.repaired(row.inputs);
        String outputs = LogJson.repaired(row.outputs);
        try {
            require(inputs);
            require(outputs);
        } catch (IOException e) {
            skip(row.sequence, row.sequence, e);
            return;
        }
        try {
            begin(row.sequence, row.id, row.clientRequestId, null, row.loggedAt);
            pair(row.role, row.model, row.modelVersion, row.features, row.featuresVersion);
            json.writeNumberField("rows", row.rowCount);
            json.writeNumberField("latency_nanos", row.latencyNanos);
            json.writeFieldName("inputs");
            json.writeRawValue(inputs);
            json.writeFieldName("outputs");
            json.writeRawValue(outputs);
            json.writeEndObject();
        } catch (IOException e) {
            throw impossible(e);
        }
        added(row.sequence);
    }

    /** Leaves records out that cannot be read, and counts them. */
    void skip(long first, long last, Exception reason) {
        LOG.warnf("A page of the prediction log skips the records %d to %d: %s", first, last, LogWriter.reason(reason));
        skipped += last - first + 1;
        records++;
        next = last;
    }

    /** Ends the page and returns its JSON. */
    byte[] json() {
        try {
            json.writeEndArray();
            json.writeNumberField("next", next);
            json.writeNumberField("skipped", skipped);
            json.writeEndObject();
            json.close();
        } catch (IOException e) {
            throw impossible(e);
        }
        return bytes.toByteArray();
    }

    private void begin(long sequence, UUID id, String requestId, String client, Instant time) throws IOException {
        json.writeStartObject();
        json.writeNumberField("sequence", sequence);
        json.writeStringField("id", id.toString());
        json.writeStringField("client_request_id", requestId);
        json.writeStringField("client", client);
        json.writeStringField("time", time.toString());
    }

    private void pair(Role role, String model, String modelVersion, String features, String featuresVersion)
            throws IOException {
        json.writeStringField("role", role.name().toLowerCase(Locale.ROOT));
        json.writeStringField("model", model);
        json.writeStringField("model_version", modelVersion);
        json.writeStringField("features", features);
        json.writeStringField("features_version", featuresVersion);
    }

    private void added(long sequence) {
        records++;
        next = sequence;
    }

    private static void require(String text) throws IOException {
        try (JsonParser parser = JSON.createParser(text)) {
            while (parser.nextToken() != null) {
                // Reading it is the check.
            }
        }
    }

    private static UncheckedIOException impossible(IOException e) {
        return new UncheckedIOException("writing to memory failed", e);
    }
}
