package dev.lastmile.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.serving.core.internal.json.JsonWriter;
import dev.lastmile.serving.core.internal.json.RowJsonWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * Measures how a response of MLflow's protocol is written: by the service's writer, by the same with Jackson's digits of
 * numbers, and by Jackson's writer with its own digits and with Java's. A row has a label and a vector of four numbers.
 */
public final class WriteJson {
    private static final JsonFactory FAST = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();
    private static final JsonFactory PLAIN = new JsonFactory();
    private static final int WIDTH = 4;

    private WriteJson() {}

    public static void main(String[] arguments) {
        for (int rows : new int[] {1, 100}) {
            measure(rows + " rows, numbers of 3 decimals", batch(rows, true));
            measure(rows + " rows, numbers of all digits", batch(rows, false));
        }
    }

    private static void measure(String title, Batch batch) {
        byte[] expected = service(batch);
        if (!Arrays.equals(expected, jackson(FAST, batch)) || !Arrays.equals(expected, withoutDecimalWriter(batch))) {
            throw new IllegalStateException(
                    "The writers differ: " + new String(expected) + " and " + new String(jackson(FAST, batch)));
        }
        Measurement measurement = new Measurement();
        measurement.add("JsonWriter", () -> service(batch));
        measurement.add("JsonWriter without DecimalWriter", () -> withoutDecimalWriter(batch));
        measurement.add("Jackson, fast double writer", () -> jackson(FAST, batch));
        measurement.add("Jackson", () -> jackson(PLAIN, batch));
        measurement.print(title);
    }

    private static Batch batch(int rows, boolean fewDecimals) {
        Random random = new Random(1);
        String[] labels = new String[rows];
        Arrays.setAll(labels, i -> i % 2 == 0 ? "yes" : "no");
        double[] numbers = new double[rows * WIDTH];
        Arrays.setAll(numbers, i -> fewDecimals ? random.nextInt(200_000) / 1000.0 : random.nextDouble());
        Map<String, Column> columns = new LinkedHashMap<>();
        columns.put("prediction", new Column.Strings(labels));
        columns.put("score", new Column.DoubleVectors(numbers, WIDTH));
        return Batch.of(columns);
    }

    private static byte[] service(Batch batch) {
        JsonWriter json = JsonWriter.begin();
        json.beginObject();
        json.name("predictions");
        json.beginArray();
        RowJsonWriter records = new RowJsonWriter(batch);
        for (int row = 0; row < batch.rows(); row++) {
            records.write(json, row);
        }
        json.endArray();
        json.endObject();
        return json.toByteArray();
    }

    // Digits of Jackson's fast double writer, in the service's buffer.
    private static byte[] withoutDecimalWriter(Batch batch) {
        String[] labels = ((Column.Strings) batch.column("prediction")).values();
        double[] numbers = ((Column.DoubleVectors) batch.column("score")).flat();
        byte[] prediction = JsonWriter.encoded("prediction");
        byte[] score = JsonWriter.encoded("score");
        JsonWriter json = JsonWriter.begin();
        json.beginObject();
        json.name("predictions");
        json.beginArray();
        for (int row = 0; row < batch.rows(); row++) {
            json.beginObject();
            json.name(prediction);
            json.value(labels[row]);
            json.name(score);
            json.beginArray();
            for (int i = row * WIDTH; i < (row + 1) * WIDTH; i++) {
                json.raw(Double.isFinite(numbers[i]) ? NumberOutput.toString(numbers[i], true) : "null");
            }
            json.endArray();
            json.endObject();
        }
        json.endArray();
        json.endObject();
        return json.toByteArray();
    }

    private static byte[] jackson(JsonFactory factory, Batch batch) {
        String[] labels = ((Column.Strings) batch.column("prediction")).values();
        double[] numbers = ((Column.DoubleVectors) batch.column("score")).flat();
        BufferRecycler recycler = factory._getBufferRecycler();
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(recycler)) {
            try (JsonGenerator json = factory.createGenerator(bytes)) {
                json.writeStartObject();
                json.writeArrayFieldStart("predictions");
                for (int row = 0; row < batch.rows(); row++) {
                    json.writeStartObject();
                    json.writeStringField("prediction", labels[row]);
                    json.writeArrayFieldStart("score");
                    for (int i = row * WIDTH; i < (row + 1) * WIDTH; i++) {
                        if (Double.isFinite(numbers[i])) {
                            json.writeNumber(numbers[i]);
                        } else {
                            json.writeNull();
                        }
                    }
                    json.writeEndArray();
                    json.writeEndObject();
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
