package dev.lastmile.serving.core.prediction;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.lastmile.onnx.Batch;

/** A model's outputs as JSON: one object per row, by the outputs' names. */
public final class OutputJson {
    /** Writes the shortest decimal that round-trips, like {@code Double.toString} since Java 19. */
    public static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    private final Batch outputs;
    private final byte[][] names;

    /** A writer of a batch of outputs. */
    public OutputJson(Batch outputs) {
        this.outputs = outputs;
        this.names = outputs.names().list().stream().map(JsonBytes::encoded).toArray(byte[][]::new);
    }

    /** Writes the outputs of one row. */
    public void write(JsonBytes json, int row) {
        json.beginObject();
        for (int i = 0; i < names.length; i++) {
            json.name(names[i]);
            ColumnJson.row(json, outputs.column(i), row);
        }
        json.endObject();
    }
}
