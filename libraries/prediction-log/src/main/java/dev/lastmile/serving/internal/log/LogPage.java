package dev.lastmile.serving.internal.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.lastmile.onnx.Column;
import dev.lastmile.serving.core.internal.champion.Role;
import dev.lastmile.serving.core.internal.json.ColumnJsonWriter;
import dev.lastmile.serving.core.internal.json.JsonWriter;
import dev.lastmile.serving.core.internal.request.Unicode;
import dev.lastmile.serving.internal.log.block.BlockReader;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * The JSON of a page of the log. Inputs and outputs are objects with an array per column and a value per row, as
 * {@code /invocations} accepts them as {@code inputs}. A record that cannot be written is skipped and counted.
 */
final class LogPage {
    /** Bytes of JSON after which a page ends. */
    static final int LENGTH = 2_000_000;
    /** Bytes of memory that reading a page takes: a buffer that has doubled, a copy, and a block. */
    static final long MEMORY = 4L * LENGTH;

    private static final Logger LOG = Logger.getLogger(LogPage.class);
    private static final JsonFactory JSON = new JsonFactory();

    private final JsonWriter json = JsonWriter.create();
    private final int maxRecords;
    private int records;
    private long next;
    private long skipped;

    /**
     * @param log the id of the log
     * @param after the sequence before that of the first record
     * @param maxRecords maximum number of records of the page
     */
    LogPage(UUID log, long after, int maxRecords) {
        this.next = after;
        this.maxRecords = maxRecords;
        json.beginObject();
        field("log", log.toString());
        json.name("predictions");
        json.beginArray();
    }

    /** Whether another record is wanted. */
    boolean hasRoom() {
        return records < maxRecords && length() < LENGTH;
    }

    /** Number of bytes so far. */
    int length() {
        return json.size();
    }

    /** The sequence of the last record, also of one that was skipped. */
    long next() {
        return next;
    }

    /** Number of records that were skipped. */
    long skipped() {
        return skipped;
    }

    /** Adds a record of a block. */
    void add(PredictionBlock block, long sequence, BlockReader.Entry entry) {
        begin(sequence, entry.id(), entry.requestId(), entry.client(), Instant.ofEpochMilli(entry.millis()));
        pair(block.role, block.model, block.modelVersion, block.features, block.featuresVersion);
        field("rows", entry.rows());
        field("latency_nanos", entry.nanoseconds());
        json.name("inputs");
        columns(entry.inputs());
        json.name("outputs");
        columns(entry.outputs());
        json.endObject();
        added(sequence);
    }

    /** Adds a row of the first version, whose JSON can have halves of surrogate pairs: they become U+FFFD. */
    void add(LoggedPrediction row) {
        String inputs = Unicode.repaired(row.inputs);
        String outputs = Unicode.repaired(row.outputs);
        try {
            requireJson(inputs);
            requireJson(outputs);
        } catch (IOException e) {
            skip(row.sequence, row.sequence, e);
            return;
        }
        begin(row.sequence, row.id, row.clientRequestId, null, row.loggedAt);
        pair(row.role, row.model, row.modelVersion, row.features, row.featuresVersion);
        field("rows", row.rowCount);
        field("latency_nanos", row.latencyNanos);
        json.name("inputs");
        json.raw(inputs);
        json.name("outputs");
        json.raw(outputs);
        json.endObject();
        added(row.sequence);
    }

    /** Skips records that cannot be read, and counts them. */
    void skip(long first, long last, Exception reason) {
        LOG.warnf("A page of the prediction log skips the records %d to %d: %s", first, last, LogWriter.reason(reason));
        skipped += last - first + 1;
        records++;
        next = last;
    }

    /** Ends the page and returns its JSON. */
    byte[] json() {
        json.endArray();
        field("next", next);
        field("skipped", skipped);
        json.endObject();
        return json.toByteArray();
    }

    private void begin(long sequence, UUID id, String requestId, String client, Instant time) {
        json.beginObject();
        field("sequence", sequence);
        field("id", id.toString());
        field("client_request_id", requestId);
        field("client", client);
        field("time", time.toString());
    }

    private void pair(Role role, String model, String modelVersion, String features, String featuresVersion) {
        field("role", role.name().toLowerCase(Locale.ROOT));
        field("model", model);
        field("model_version", modelVersion);
        field("features", features);
        field("features_version", featuresVersion);
    }

    private void columns(Map<String, Column> columns) {
        json.beginObject();
        columns.forEach((name, column) -> {
            json.name(name);
            json.beginArray();
            ColumnJsonWriter.rows(json, column);
            json.endArray();
        });
        json.endObject();
    }

    private void field(String name, String value) {
        json.name(name);
        json.value(value);
    }

    private void field(String name, long value) {
        json.name(name);
        json.value(value);
    }

    private void added(long sequence) {
        records++;
        next = sequence;
    }

    private static void requireJson(String text) throws IOException {
        try (JsonParser parser = JSON.createParser(text)) {
            while (parser.nextToken() != null) {
                // The parser checks it.
            }
        }
    }
}
