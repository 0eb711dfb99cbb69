package dev.lastmile.serving.core.prediction;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A model's outputs as JSON: an object a row, by the outputs' names. */
public final class OutputJson {
    /** Makes what writes JSON with numbers in the fewest digits that say them, as Java itself does since version 19. */
    public static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    private final List<Map.Entry<String, Column>> outputs;
    private final NumberJson numbers = new NumberJson();

    public OutputJson(Batch outputs) {
        this.outputs = List.copyOf(outputs.columns().entrySet());
    }

    /** Writes the outputs of one row. */
    public void write(JsonGenerator json, int row) throws IOException {
        json.writeStartObject();
        for (Map.Entry<String, Column> output : outputs) {
            json.writeFieldName(output.getKey());
            write(json, output.getValue(), row);
        }
        json.writeEndObject();
    }

    private void write(JsonGenerator json, Column column, int row) throws IOException {
        if (column instanceof Column.Strings strings) {
            json.writeString(strings.values()[row]);
        } else if (column instanceof Column.Doubles doubles) {
            numbers.write(json, doubles.values()[row]);
        } else if (column instanceof Column.DoubleVectors vectors) {
            json.writeStartArray();
            int width = vectors.width();
            for (int i = row * width; i < (row + 1) * width; i++) {
                numbers.write(json, vectors.flat()[i]);
            }
            json.writeEndArray();
        } else if (column instanceof Column.FloatVectors vectors) {
            json.writeStartArray();
            int width = vectors.width();
            for (int i = row * width; i < (row + 1) * width; i++) {
                numbers.write(json, (double) vectors.flat()[i]);
            }
            json.writeEndArray();
        } else if (column instanceof Column.Booleans booleans) {
            json.writeBoolean(booleans.values()[row]);
        } else if (column instanceof Column.Longs longs) {
            json.writeNumber(longs.values()[row]);
        } else if (column instanceof Column.Floats floats) {
            numbers.write(json, (double) floats.values()[row]);
        } else {
            throw new IllegalStateException(
                    "no JSON is known for " + column.getClass().getSimpleName());
        }
    }
}
