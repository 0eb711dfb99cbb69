package dev.lastmile.serving.core.internal.mlflow;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.internal.request.ColumnReader;
import dev.lastmile.serving.core.internal.request.RequestJson;
import dev.lastmile.serving.core.internal.request.RowsReader;
import dev.lastmile.serving.core.internal.request.ValueExcerpt;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Set;
import java.util.TreeSet;

/**
 * The four JSON formats of MLflow's scoring protocol.
 *
 * @see <a href="https://mlflow.org/docs/latest/ml/deployment/deploy-model-locally/#json-input">MLflow: JSON input</a>
 */
final class JsonFormats {
    private static final String ONE_OF =
            "Send an object with exactly one of dataframe_split, dataframe_records, inputs and instances.";

    private final byte[] body;
    private final RowsReader rows;

    JsonFormats(byte[] body, RowsReader rows) {
        this.body = body;
        this.rows = rows;
    }

    /**
     * Reads the rows of a body.
     *
     * @param json at the body's first token
     * @return the number of rows
     * @throws InvalidRequestException if it is not one of the formats
     */
    int read(JsonParser json) throws IOException {
        if (json.currentToken() == null) {
            throw InvalidRequestException.unreadable("The request has no body. " + ONE_OF);
        }
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw InvalidRequestException.unreadable(
                    "The request is " + ValueExcerpt.kind(json.currentToken()) + ". " + ONE_OF);
        }
        String first = null;
        Set<String> others = Set.of();
        int formats = 0;
        int count = 0;
        InvalidRequestException problem = null;
        JsonStreamContext request = json.getParsingContext();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            if (first == null) {
                first = field;
            } else {
                others = others.isEmpty() ? new TreeSet<>() : others;
                others.add(field);
                RowsReader.requireFewNames(others.size());
            }
            json.nextToken();
            if (isFormat(field) && formats++ == 0) {
                try {
                    count = format(field, json);
                } catch (InvalidRequestException e) {
                    problem = e;
                    RequestJson.skipTo(request, json);
                }
            } else {
                json.skipChildren();
            }
        }
        if (formats != 1) {
            Set<String> fields = new TreeSet<>(others);
            if (first != null) {
                fields.add(first);
            }
            throw InvalidRequestException.unreadable("The request has the fields "
                    + ValueExcerpt.names(new ArrayList<>(fields), fields.size()) + ". " + ONE_OF);
        }
        if (problem != null) {
            throw problem;
        }
        return count;
    }

    private static boolean isFormat(String field) {
        return switch (field) {
            case "dataframe_split", "dataframe_records", "inputs", "instances" -> true;
            default -> false;
        };
    }

    private int format(String format, JsonParser json) throws IOException {
        return switch (format) {
            case "dataframe_split" -> new SplitFormat(body, rows).read(json);
            case "dataframe_records" -> {
                requireList(format, json);
                yield records(format, json);
            }
            default -> tensors(format, json);
        };
    }

    private int tensors(String format, JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.START_OBJECT) {
            return new ColumnsFormat(format, rows).read(json);
        }
        requireList(format, json);
        ColumnReader only = rows.onlyColumn();
        JsonToken first = json.nextToken();
        if (only != null && first != JsonToken.START_OBJECT) {
            only.see();
            int count = 0;
            for (; json.currentToken() != JsonToken.END_ARRAY; json.nextToken()) {
                only.json(json, count++);
            }
            return count;
        }
        return recordsFromHere(format, json);
    }

    private int records(String format, JsonParser json) throws IOException {
        json.nextToken();
        return recordsFromHere(format, json);
    }

    private int recordsFromHere(String format, JsonParser json) throws IOException {
        int count = 0;
        for (; json.currentToken() != JsonToken.END_ARRAY; json.nextToken()) {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                throw InvalidRequestException.unfit(format + ", row " + count + ", is "
                        + ValueExcerpt.kind(json.currentToken())
                        + "; the model takes named columns: send one object per row, or dataframe_split with columns.");
            }
            rows.record(json, count++);
        }
        return count;
    }

    static void requireList(String what, JsonParser json) {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw InvalidRequestException.unreadable(
                    what + " is " + ValueExcerpt.kind(json.currentToken()) + "; it has to be a list of rows.");
        }
    }
}
