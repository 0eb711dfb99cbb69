package dev.lastmile.pipeline.ingest.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.lastmile.contract.text.LineReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.FractionalType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/** Records that are JSON objects, one per line; a value has to be of the JSON type of its column. */
final class JsonRecordReader extends RecordReader {
    private static final JsonFactory JSON = new JsonFactory();

    private final TextFormat format;
    private final DataType[] types;
    private final Map<String, Integer> ordinals = new HashMap<>();
    private final boolean[] seen;

    JsonRecordReader(TextFormat format, StructType schema, RecordPlace place, LineReader lines) {
        super(format, schema, place, lines);
        this.format = format;
        this.types =
                Arrays.stream(schema.fields()).map(field -> field.dataType()).toArray(DataType[]::new);
        this.seen = new boolean[types.length];
        for (int i = 0; i < names.length; i++) {
            ordinals.put(names[i], i);
        }
    }

    @Override
    void readRecord() throws IOException {
        if (!isText()) {
            return;
        }
        Arrays.fill(seen, false);
        try (JsonParser parser = parser()) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                reject(null, text(0, lines.length()), "a JSON object per line");
                return;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                if (!readField(parser)) {
                    return;
                }
            }
            if (parser.nextToken() != null) {
                reject(null, text(0, lines.length()), "one JSON object per line");
                return;
            }
        } catch (JsonProcessingException e) {
            reject(null, text(0, lines.length()), "JSON (" + e.getOriginalMessage() + ")");
            return;
        }
        for (int i = 0; i < seen.length; i++) {
            String broken = seen[i] ? null : columns[i].readNull(row);
            if (broken != null) {
                reject(names[i], null, broken);
                return;
            }
        }
    }

    private JsonParser parser() throws IOException {
        return format.parsedCharset().equals(StandardCharsets.UTF_8)
                ? JSON.createParser(lines.bytes(), 0, lines.length())
                : JSON.createParser(new String(lines.bytes(), 0, lines.length(), format.parsedCharset()));
    }

    private boolean readField(JsonParser parser) throws IOException {
        String name = parser.currentName();
        Integer ordinal = ordinals.get(name);
        JsonToken token = parser.nextToken();
        if (ordinal == null) {
            if (format.extraColumns() == TextFormat.ExtraColumns.FAIL) {
                reject(null, text(0, lines.length()), "no column " + name + ", which the contract does not have");
                return false;
            }
            parser.skipChildren();
            return true;
        }
        if (seen[ordinal]) {
            reject(name, parser.getText(), "each key once");
            return false;
        }
        seen[ordinal] = true;
        String broken = read(parser, token, ordinal);
        if (broken != null) {
            reject(name, token == JsonToken.VALUE_NULL ? null : parser.getText(), broken);
        }
        return broken == null;
    }

    private String read(JsonParser parser, JsonToken token, int ordinal) throws IOException {
        ColumnReader column = columns[ordinal];
        if (token == JsonToken.VALUE_NULL) {
            return column.readNull(row);
        }
        DataType type = types[ordinal];
        boolean fits = token.isNumeric()
                ? type instanceof NumericType && (token == JsonToken.VALUE_NUMBER_INT || type instanceof FractionalType)
                : token.isBoolean()
                        ? type instanceof BooleanType
                        // Only as strings are decimals exact in every writer; dates have no JSON type.
                        : token == JsonToken.VALUE_STRING
                                && !(type instanceof BooleanType)
                                && (!(type instanceof NumericType)
                                        || type instanceof org.apache.spark.sql.types.DecimalType
                                        || isNotANumber(parser, type));
        if (!fits) {
            return "type " + column.rules.column().type() + " as JSON "
                    + (type instanceof NumericType ? "number" : type instanceof BooleanType ? "boolean" : "string");
        }
        byte[] text = parser.getText().getBytes(column.isString() ? format.parsedCharset() : StandardCharsets.UTF_8);
        return column.read(text, 0, text.length, row);
    }

    // JSON has no NaN; a string is how it is commonly written.
    private static boolean isNotANumber(JsonParser parser, DataType type) throws IOException {
        return type instanceof FractionalType && parser.getText().matches("NaN|-?Infinity");
    }
}
