package dev.lastmile.serving.core.request;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.ColumnNames;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.RefusedRequestException;
import dev.lastmile.serving.core.chain.InputColumn;
import dev.lastmile.serving.core.chain.InputColumns;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Collects the rows of one request in the columns that a model takes. A format hands over values by the names of their
 * columns; what the model does not take is skipped. Memory grows with the rows that are kept, up to the limits, and never
 * with what is skipped. Not thread-safe.
 */
public final class RowsReader {
    /** Of a value in a request; few, so that the first arrays are seldom too small. */
    private static final int BYTES_PER_VALUE = 5;
    /** Rows for which the first arrays have room at most, since a body may have other things in it than rows. */
    private static final int MAX_ESTIMATE = 256;

    private final ReadLimits limits;
    private final ColumnNames columnNames;
    private final ColumnReader[] readers;
    /** Names in the request that the model does not take, and how many came before each. */
    private Map<String, Integer> unknown = Map.of();
    /** Different names in the request so far. */
    private int names;
    /** Where the next field of a record is expected: clients send every record in the same order. */
    private int expected;

    /**
     * A reader of the columns that a model takes.
     *
     * @param bytes length of the body, by which the number of its rows is estimated
     */
    public RowsReader(List<InputColumn> columns, ReadLimits limits, int bytes) {
        this.limits = limits;
        this.columnNames = InputColumns.of(columns).names();
        this.readers = new ColumnReader[columns.size()];
        int values = 0;
        for (InputColumn column : columns) {
            values += Math.max(column.width(), 1);
        }
        int rows = Math.max(1, Math.min(MAX_ESTIMATE, bytes / values / BYTES_PER_VALUE));
        for (int i = 0; i < readers.length; i++) {
            readers[i] = ColumnReader.of(columns.get(i), limits, rows);
        }
    }

    /**
     * The reader of a column.
     *
     * @return null for one that the model does not take
     * @throws RefusedRequestException if the request has too many different names
     */
    public ColumnReader column(String name) {
        if (isExpected(name)) {
            return named(readers[expected++]);
        }
        int position = columnNames.position(name);
        if (position < 0) {
            unknown(name);
            return null;
        }
        expected = position + 1;
        return named(readers[position]);
    }

    /** Whether the request has a column of this name already. */
    public boolean has(String name) {
        if (isExpected(name)) {
            return readers[expected].isSeen();
        }
        int position = columnNames.position(name);
        return position < 0 ? unknown.containsKey(name) : readers[position].isSeen();
    }

    /** The name that is the parser's current value: the model's own text, if it is the one that is expected next. */
    public String name(JsonParser json) throws IOException {
        if (expected < readers.length && json.currentToken() == JsonToken.VALUE_STRING) {
            String own = readers[expected].column().name();
            if (own.length() == json.getTextLength()) {
                char[] text = json.getTextCharacters();
                int offset = json.getTextOffset();
                int same = 0;
                while (same < own.length() && own.charAt(same) == text[offset + same]) {
                    same++;
                }
                if (same == own.length()) {
                    return own;
                }
            }
        }
        return ShownValue.text(json);
    }

    private boolean isExpected(String name) {
        return expected < readers.length && readers[expected].column().name().equals(name);
    }

    private void unknown(String name) {
        if (unknown.isEmpty()) {
            unknown = new HashMap<>();
        }
        if (unknown.putIfAbsent(name, names) == null) {
            names++;
        }
        requireFewNames(unknown.size());
    }

    private ColumnReader named(ColumnReader reader) {
        if (reader.place() < 0) {
            reader.place(names++);
        }
        return reader;
    }

    /** The reader of the model's only column; null if it takes several. */
    public ColumnReader onlyColumn() {
        return readers.length == 1 ? readers[0] : null;
    }

    /**
     * Reads an object of single values as a row. The parser is at its start, and is left at its end.
     *
     * @param row counted from 0
     */
    public void record(JsonParser json, int row) throws IOException {
        expected = 0;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            ColumnReader reader = column(json.currentName());
            json.nextToken();
            if (reader == null) {
                json.skipChildren();
            } else {
                reader.json(json, row);
            }
        }
    }

    /**
     * The rows.
     *
     * @param rows how many the request has; those beyond the limit were not kept
     * @throws RefusedRequestException naming the first column that the request lacks, the first value that does not fit, or
     *     the limit of rows
     */
    public Batch batch(int rows) {
        requireColumns();
        for (ColumnReader reader : readers) {
            reader.finish(rows);
            if (reader.problem() != null) {
                throw reader.problem();
            }
        }
        requireFewRows(rows);
        Column[] columns = new Column[readers.length];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = readers[i].column(rows);
        }
        return Batch.of(columnNames, columns);
    }

    /** Rejects more names than any request needs, before they fill the memory. */
    public static void requireFewNames(int names) {
        if (names > ReadLimits.MAX_NAMES) {
            throw RefusedRequestException.tooLarge("The request has more than " + ReadLimits.MAX_NAMES
                    + " different names of columns. Send the columns of the model's signature only.");
        }
    }

    private void requireFewRows(int rows) {
        if (rows > limits.maxRows()) {
            throw RefusedRequestException.tooLarge("The request has " + rows + " rows, and " + limits.maxRows()
                    + " are taken at once. Send fewer at a time, or raise LASTMILE_SERVING_MAX_ROWS.");
        }
    }

    private void requireColumns() {
        List<String> missing = new ArrayList<>();
        for (ColumnReader reader : readers) {
            if (!reader.isSeen() && reader.column().required()) {
                missing.add(reader.column().name());
            }
        }
        if (!missing.isEmpty()) {
            List<String> sent = sent();
            throw InvalidRequestException.unfit("The request lacks the columns "
                    + ShownValue.names(missing, missing.size()) + " that the model needs; it has "
                    + ShownValue.names(sent, sent.size())
                    + ". Send every column of the model's signature by its name.");
        }
    }

    // In the order of the request.
    private List<String> sent() {
        Map<Integer, String> sent = new TreeMap<>();
        unknown.forEach((name, place) -> sent.put(place, name));
        for (ColumnReader reader : readers) {
            if (reader.isSeen()) {
                sent.put(reader.place(), reader.column().name());
            }
        }
        return List.copyOf(sent.values());
    }
}
