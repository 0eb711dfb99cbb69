package dev.lastmile.serving.core.prediction;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A model's outputs as JSON: one object per row, by the outputs' names. */
public final class OutputJson {
    /** Writes the shortest decimal that round-trips, like {@code Double.toString} since Java 19. */
    public static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    private final List<Map.Entry<String, Column>> outputs;
    private final ColumnJson values = new ColumnJson();

    /** A writer of a batch of outputs. */
    public OutputJson(Batch outputs) {
        this.outputs = List.copyOf(outputs.columns().entrySet());
    }

    /** Writes the outputs of one row. */
    public void write(JsonGenerator json, int row) throws IOException {
        json.writeStartObject();
        for (Map.Entry<String, Column> output : outputs) {
            json.writeFieldName(output.getKey());
            values.row(json, output.getValue(), row);
        }
        json.writeEndObject();
    }
}
