package dev.lastmile.onnx.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.ElementType;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Batches as JSON: by name, the type of each column, the width of its vectors, and its values, row after row. A number
 * that JSON has no form for is a string.
 */
public final class ColumnJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private ColumnJson() {}

    public static ObjectNode write(Batch batch) {
        ObjectNode json = NODES.objectNode();
        batch.columns().forEach((name, column) -> json.set(name, write(column)));
        return json;
    }

    /**
     * @throws IllegalArgumentException naming the column that is not of that form
     */
    public static Batch read(JsonNode json) {
        Map<String, Column> columns = new LinkedHashMap<>();
        for (Iterator<Map.Entry<String, JsonNode>> fields = json.fields(); fields.hasNext(); ) {
            Map.Entry<String, JsonNode> field = fields.next();
            columns.put(field.getKey(), read(field.getKey(), field.getValue()));
        }
        return Batch.of(columns);
    }

    private static ObjectNode write(Column column) {
        ObjectNode json = NODES.objectNode();
        if (column instanceof Column.Doubles doubles) {
            json.put("type", ElementType.DOUBLE.name()).set("values", numbers(doubles.values()));
        } else if (column instanceof Column.DoubleVectors vectors) {
            json.put("type", ElementType.DOUBLE.name())
                    .put("width", vectors.width())
                    .set("values", numbers(vectors.flat()));
        } else if (column instanceof Column.Floats floats) {
            json.put("type", ElementType.FLOAT.name()).set("values", numbers(floats.values()));
        } else if (column instanceof Column.FloatVectors vectors) {
            json.put("type", ElementType.FLOAT.name())
                    .put("width", vectors.width())
                    .set("values", numbers(vectors.flat()));
        } else if (column instanceof Column.Longs longs) {
            ArrayNode values = json.put("type", ElementType.INT64.name()).putArray("values");
            for (long value : longs.values()) {
                values.add(value);
            }
        } else if (column instanceof Column.Booleans booleans) {
            ArrayNode values = json.put("type", ElementType.BOOL.name()).putArray("values");
            for (boolean value : booleans.values()) {
                values.add(value);
            }
        } else {
            ArrayNode values = json.put("type", ElementType.STRING.name()).putArray("values");
            for (String value : ((Column.Strings) column).values()) {
                values.add(value);
            }
        }
        return json;
    }

    private static ArrayNode numbers(double[] numbers) {
        ArrayNode values = NODES.arrayNode();
        for (double number : numbers) {
            values.add(Double.isFinite(number) ? NODES.numberNode(number) : NODES.textNode(Double.toString(number)));
        }
        return values;
    }

    private static ArrayNode numbers(float[] numbers) {
        ArrayNode values = NODES.arrayNode();
        for (float number : numbers) {
            values.add(Float.isFinite(number) ? NODES.numberNode(number) : NODES.textNode(Float.toString(number)));
        }
        return values;
    }

    private static Column read(String name, JsonNode json) {
        JsonNode values = json.path("values");
        if (!values.isArray()) {
            throw new IllegalArgumentException("column " + name + " has no values");
        }
        int width = json.path("width").asInt(-1);
        ElementType type = ElementType.named(json.path("type").asText())
                .orElseThrow(() -> new IllegalArgumentException("column " + name + " is of type " + json.path("type")));
        return switch (type) {
            case DOUBLE ->
                width < 0 ? new Column.Doubles(doubles(values)) : new Column.DoubleVectors(doubles(values), width);
            case FLOAT ->
                width < 0 ? new Column.Floats(floats(values)) : new Column.FloatVectors(floats(values), width);
            case INT64, INT32 -> {
                long[] longs = new long[values.size()];
                for (int i = 0; i < longs.length; i++) {
                    longs[i] = values.get(i).longValue();
                }
                yield new Column.Longs(longs);
            }
            case BOOL -> {
                boolean[] booleans = new boolean[values.size()];
                for (int i = 0; i < booleans.length; i++) {
                    booleans[i] = values.get(i).booleanValue();
                }
                yield new Column.Booleans(booleans);
            }
            case STRING -> {
                String[] strings = new String[values.size()];
                for (int i = 0; i < strings.length; i++) {
                    strings[i] = values.get(i).textValue();
                }
                yield new Column.Strings(strings);
            }
        };
    }

    private static double[] doubles(JsonNode values) {
        double[] numbers = new double[values.size()];
        for (int i = 0; i < numbers.length; i++) {
            JsonNode value = values.get(i);
            numbers[i] = value.isTextual() ? Double.parseDouble(value.textValue()) : value.doubleValue();
        }
        return numbers;
    }

    private static float[] floats(JsonNode values) {
        float[] numbers = new float[values.size()];
        for (int i = 0; i < numbers.length; i++) {
            JsonNode value = values.get(i);
            numbers[i] = value.isTextual() ? Float.parseFloat(value.textValue()) : value.floatValue();
        }
        return numbers;
    }
}
