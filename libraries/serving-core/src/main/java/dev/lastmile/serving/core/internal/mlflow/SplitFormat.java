package dev.lastmile.serving.core.internal.mlflow;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.internal.request.ColumnReader;
import dev.lastmile.serving.core.internal.request.RequestJson;
import dev.lastmile.serving.core.internal.request.RowsReader;
import dev.lastmile.serving.core.internal.request.ValueExcerpt;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The format {@code dataframe_split}: {@code columns} with the names once, and {@code data} with a list per row. */
final class SplitFormat {
    private static final List<String> FIELDS = List.of("columns", "data", "index");

    private final byte[] body;
    private final RowsReader rows;
    /** Bit set of the {@link #FIELDS} that were read. */
    private int fields;

    private Set<String> extra = Set.of();
    /** The reader of each position; null for a column that is not an input of the model. */
    private List<ColumnReader> columns;

    private InvalidRequestException columnsProblem;
    private InvalidRequestException dataProblem;
    private InvalidRequestException rowProblem;
    private int count;

    SplitFormat(byte[] body, RowsReader rows) {
        this.body = body;
        this.rows = rows;
    }

    /** Reads the object at the parser's current token; returns the number of rows. */
    int read(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw InvalidRequestException.unreadable("dataframe_split is " + ValueExcerpt.kind(json.currentToken())
                    + "; it has to be an object of columns and data.");
        }
        long data = -1;
        boolean read = false;
        int index = -1;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = field(json.currentName());
            json.nextToken();
            switch (key) {
                case "columns" -> columns(json);
                case "data" -> {
                    data = json.currentTokenLocation().getByteOffset();
                    read = columns != null || json.currentToken() != JsonToken.START_ARRAY;
                    if (read) {
                        data(json);
                    } else {
                        json.skipChildren();
                    }
                }
                case "index" -> index = entries(json);
                default -> json.skipChildren();
            }
        }
        requireFields();
        if (!read) {
            // The names came after the data, or not at all.
            columns = columns == null ? List.of() : columns;
            try (JsonParser again = RequestJson.at(body, data)) {
                data(again);
            }
        }
        requireFit(index);
        return count;
    }

    private String field(String name) {
        int known = FIELDS.indexOf(name);
        boolean again = known < 0 ? extra.contains(name) : (fields & 1 << known) != 0;
        if (again) {
            throw InvalidRequestException.unreadable(
                    "dataframe_split has the field " + ValueExcerpt.cut(name) + " twice. Send it once.");
        }
        if (known < 0) {
            extra = extra.isEmpty() ? new TreeSet<>() : extra;
            extra.add(name);
            RowsReader.requireFewNames(extra.size());
        } else {
            fields |= 1 << known;
        }
        return name;
    }

    private void requireFields() {
        if ((fields & 1 << FIELDS.indexOf("data")) == 0 || !extra.isEmpty()) {
            Set<String> names = new TreeSet<>(extra);
            for (int i = 0; i < FIELDS.size(); i++) {
                if ((fields & 1 << i) != 0) {
                    names.add(FIELDS.get(i));
                }
            }
            throw InvalidRequestException.unreadable("dataframe_split has the fields "
                    + ValueExcerpt.names(new ArrayList<>(names), names.size())
                    + "; it has to have data, and may have columns and index, and nothing else.");
        }
    }

    private void requireFit(int index) {
        for (InvalidRequestException problem : Arrays.asList(dataProblem, columnsProblem, rowProblem)) {
            if (problem != null) {
                throw problem;
            }
        }
        if (index >= 0 && index != count) {
            throw InvalidRequestException.unreadable("dataframe_split.index has " + index + " entries, and data "
                    + count + " rows. Send as many, or leave index out.");
        }
    }

    private void columns(JsonParser json) throws IOException {
        columns = new ArrayList<>();
        if (json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            String name = rows.name(json);
            json.skipChildren();
            if (columnsProblem == null && rows.has(name)) {
                columnsProblem = InvalidRequestException.unfit(
                        "dataframe_split.columns has " + ValueExcerpt.cut(name) + " twice. Send every column once.");
            }
            ColumnReader reader = rows.column(name);
            if (reader != null) {
                reader.see();
            }
            columns.add(reader);
        }
    }

    private void data(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            dataProblem = InvalidRequestException.unreadable("dataframe_split.data is "
                    + ValueExcerpt.kind(json.currentToken()) + "; it has to be a list of rows.");
            json.skipChildren();
            return;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == JsonToken.START_ARRAY) {
                row(json);
            } else {
                String kind = ValueExcerpt.kind(json.currentToken());
                json.skipChildren();
                report("dataframe_split.data, row " + count + ", is " + kind + "; it has to be a list of rows.");
            }
            count++;
        }
    }

    private void row(JsonParser json) throws IOException {
        int width = columns.size();
        int values = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            ColumnReader reader = values < width ? columns.get(values) : null;
            if (reader == null) {
                json.skipChildren();
            } else {
                reader.json(json, count);
            }
            values++;
        }
        // Without names no column is found, and that is the better message.
        if (width > 0 && values != width) {
            report("dataframe_split.data, row " + count + ", has " + values + " values, and columns has " + width
                    + " names. Rows are counted from 0.");
        }
    }

    private void report(String message) {
        if (rowProblem == null) {
            rowProblem = InvalidRequestException.unreadable(message);
        }
    }

    private static int entries(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            return -1;
        }
        int entries = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            json.skipChildren();
            entries++;
        }
        return entries;
    }
}
