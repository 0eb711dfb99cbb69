package dev.lastmile.serving.core.internal.predict;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.internal.chain.InputColumn;
import dev.lastmile.serving.core.internal.request.ColumnReader;
import dev.lastmile.serving.core.internal.request.RowsReader;
import dev.lastmile.serving.core.internal.request.ValueExcerpt;
import java.io.IOException;
import java.util.List;

/** Reads an object of named fields, or a list of them. */
final class PredictRows {
    private final RowsReader rows;
    private final List<InputColumn> inputs;
    private boolean list;

    PredictRows(RowsReader rows, List<InputColumn> inputs) {
        this.rows = rows;
        this.inputs = inputs;
    }

    /** Whether the request is a list. */
    boolean isList() {
        return list;
    }

    /** Reads the value at the parser's current token; returns the number of rows. */
    int read(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            row(json, 0);
            return 1;
        }
        list = true;
        int count = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            row(json, count++);
        }
        if (count == 0) {
            throw InvalidRequestException.unreadable("The list has no rows. Send at least one.");
        }
        return count;
    }

    private void row(JsonParser json, int row) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw InvalidRequestException.unreadable(
                    "Row " + row + " (counted from 0) is " + ValueExcerpt.kind(json.currentToken())
                            + ". Send an object with the fields " + known() + ", or a list of such objects.");
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            ColumnReader reader = rows.column(name);
            if (reader == null) {
                throw InvalidRequestException.unfit("Row " + row + " (counted from 0) has the field "
                        + ValueExcerpt.cut(name) + ", which the model does not have; it has " + known() + ".");
            }
            json.nextToken();
            reader.json(json, row);
        }
    }

    private String known() {
        List<String> names = inputs.stream().map(InputColumn::name).sorted().toList();
        return ValueExcerpt.names(names, names.size());
    }
}
