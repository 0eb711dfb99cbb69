package dev.lastmile.serving.core.prediction;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.lastmile.onnx.Batch;
import java.io.IOException;

/** A model's outputs as JSON: one object per row, by the outputs' names. */
public final class OutputJson {
    /** Writes the shortest decimal that round-trips, like {@code Double.toString} since Java 19. */
    public static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    private final Batch outputs;
    private final ColumnJson values = new ColumnJson();

    /** A writer of a batch of outputs. */
    public OutputJson(Batch outputs) {
        this.outputs = outputs;
    }

    /** Writes the outputs of one row. */
    public void write(JsonGenerator json, int row) throws IOException {
        json.writeStartObject();
        for (int i = 0; i < outputs.names().size(); i++) {
            json.writeFieldName(outputs.names().list().get(i));
            values.row(json, outputs.column(i), row);
        }
        json.writeEndObject();
    }
}
