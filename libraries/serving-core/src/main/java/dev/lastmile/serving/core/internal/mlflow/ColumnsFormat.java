package dev.lastmile.serving.core.internal.mlflow;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.internal.request.ColumnReader;
import dev.lastmile.serving.core.internal.request.RowsReader;
import dev.lastmile.serving.core.internal.request.ValueExcerpt;
import java.io.IOException;

/** {@code inputs} or {@code instances} as an object: a list per column, or single values, which are one row. */
final class ColumnsFormat {
    private final String format;
    private final RowsReader rows;
    private String firstList;
    private String firstSingle;
    private int count;
    private InvalidRequestException unequal;

    ColumnsFormat(String format, RowsReader rows) {
        this.format = format;
        this.rows = rows;
    }

    /** Reads the object at the parser's current token; returns the number of rows. */
    int read(JsonParser json) throws IOException {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            ColumnReader reader = rows.column(name);
            if (reader != null && reader.isSeen()) {
                throw InvalidRequestException.unfit(
                        format + " has the column " + ValueExcerpt.cut(name) + " twice. Send every column once.");
            }
            json.nextToken();
            if (json.currentToken() == JsonToken.START_ARRAY) {
                list(name, reader, json);
            } else {
                firstSingle = firstSingle == null ? name : firstSingle;
                single(reader, json);
            }
        }
        if (firstList == null) {
            return 1;
        }
        if (firstSingle != null) {
            throw InvalidRequestException.unfit(format + ": column " + ValueExcerpt.cut(firstSingle)
                    + " is a single value, and column " + ValueExcerpt.cut(firstList)
                    + " is a list. Send a list for every column.");
        }
        if (unequal != null) {
            throw unequal;
        }
        return count;
    }

    private void list(String name, ColumnReader reader, JsonParser json) throws IOException {
        if (reader != null) {
            reader.see();
        }
        int values = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (reader == null || firstSingle != null) {
                json.skipChildren();
            } else {
                reader.json(json, values);
            }
            values++;
        }
        if (firstList == null) {
            firstList = name;
            count = values;
        } else if (values != count && unequal == null) {
            unequal = InvalidRequestException.unfit(format + ": column " + ValueExcerpt.cut(name) + " has " + values
                    + " values, and column " + ValueExcerpt.cut(firstList) + " has " + count
                    + ". Send as many for each.");
        }
    }

    private void single(ColumnReader reader, JsonParser json) throws IOException {
        if (reader == null || firstList != null) {
            json.skipChildren();
        } else {
            reader.json(json, 0);
        }
    }
}
