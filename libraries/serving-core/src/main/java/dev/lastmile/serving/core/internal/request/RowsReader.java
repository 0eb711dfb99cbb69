package dev.lastmile.serving.core.internal.request;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.ColumnNames;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.RequestRejectedException;
import dev.lastmile.serving.core.internal.chain.InputColumn;
import dev.lastmile.serving.core.internal.chain.InputColumns;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Collects the rows of one request in the input columns of a model. Formats add values by column name; unknown columns are
 * skipped. Memory grows with the rows that are kept, up to the limits, and not with what is skipped. Not thread-safe.
 */
public final class RowsReader {
    /** Estimated bytes per value; low, so that the initial arrays are seldom too small. */
    private static final int BYTES_PER_VALUE = 5;
    /** Maximum initial capacity in rows, since a body may contain more than rows. */
    private static final int MAX_ESTIMATE = 256;

    private final ReadLimits limits;
    private final ColumnNames columnNames;
    private final ColumnReader[] readers;
    /** Names in the request that are not inputs of the model, with their positions. */
    private Map<String, Integer> unknown = Map.of();
    /** Distinct names in the request so far. */
    private int names;
    /** Index of the column that is expected next: clients send the fields of all records in the same order. */
    private int expected;

    /**
     * A reader of the input columns of a model.
     *
     * @param bytes length of the body, from which the number of rows is estimated
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
     * @return null if it is not an input of the model
     * @throws RequestRejectedException if the request has too many distinct names
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

    /** Whether the request has had a column of this name. */
    public boolean has(String name) {
        if (isExpected(name)) {
            return readers[expected].isSeen();
        }
        int position = columnNames.position(name);
        return position < 0 ? unknown.containsKey(name) : readers[position].isSeen();
    }

    /** The name at the parser's current token, without allocation if it is the expected one. */
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
        return ValueExcerpt.text(json);
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

    /** The reader of the model's only input; null if it has several. */
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
     * @param rows number of rows of the request; those beyond the limit were not kept
     * @throws RequestRejectedException naming the first column that the request lacks, the first value that does not fit, or
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

    /** Rejects requests with too many names, before these exhaust the memory. */
    public static void requireFewNames(int names) {
        if (names > ReadLimits.MAX_NAMES) {
            throw RequestRejectedException.tooLarge("The request has more than " + ReadLimits.MAX_NAMES
                    + " distinct column names. Send the columns of the model's signature only.");
        }
    }

    private void requireFewRows(int rows) {
        if (rows > limits.maxRows()) {
            throw RequestRejectedException.tooLarge("The request has " + rows + " rows, and the limit is "
                    + limits.maxRows() + ". Send fewer at a time, or raise LASTMILE_SERVING_MAX_ROWS.");
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
                    + ValueExcerpt.names(missing, missing.size()) + " that the model needs; it has "
                    + ValueExcerpt.names(sent, sent.size())
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
