package dev.lastmile.serving.core.internal.request;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.lastmile.onnx.Column;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.internal.chain.InputColumn;
import java.io.IOException;
import java.math.BigDecimal;

/**
 * Fills one column of the model with the values of a request, in the order of the rows, directly from the parser, without
 * a tree of the request.
 *
 * <p>The first invalid value is kept as {@link #problem} and further values are skipped, so that a request is parsed to its
 * end and errors are reported in the order of the model's columns. Not thread-safe.
 */
public abstract sealed class ColumnReader
        permits BooleanReader, IntegerReader, NumberReader, TemporalReader, TextReader, VectorReader {
    /** Maximum length of a number in CSV, the same as Jackson's in JSON. */
    private static final int LONGEST_NUMBER = 1000;

    final InputColumn column;
    private final ReadLimits limits;
    private final int firstCapacity;
    private int capacity;
    private int filled;
    private boolean seen;
    private int place = -1;
    private InvalidRequestException problem;

    ColumnReader(InputColumn column, ReadLimits limits, int firstCapacity) {
        this.column = column;
        this.limits = limits;
        this.firstCapacity = firstCapacity;
    }

    /**
     * A reader of a column.
     *
     * @param firstCapacity initial capacity, in rows
     */
    static ColumnReader of(InputColumn column, ReadLimits limits, int firstCapacity) {
        if (column.isVector()) {
            return new VectorReader(column, limits, firstCapacity);
        }
        return switch (column.type()) {
            case DOUBLE, FLOAT, LONG, INTEGER ->
                column.tensor().isInteger()
                        ? new IntegerReader(column, limits, firstCapacity)
                        : new NumberReader(column, limits, firstCapacity);
            case BOOLEAN -> new BooleanReader(column, limits, firstCapacity);
            case STRING -> new TextReader(column, limits, firstCapacity);
            case DATE, TIMESTAMP -> new TemporalReader(column, limits, firstCapacity);
        };
    }

    /** The column that is filled. */
    public InputColumn column() {
        return column;
    }

    /** Marks the column as present in the request, even if it has no rows. */
    public void see() {
        seen = true;
    }

    /** Whether the request has this column. */
    public boolean isSeen() {
        return seen;
    }

    /** Position of the column's name in the request; -1 until it is read. */
    int place() {
        return place;
    }

    void place(int namesBefore) {
        place = namesBefore;
    }

    /** The error of the first invalid value; null if all are valid. */
    InvalidRequestException problem() {
        return problem;
    }

    /**
     * Reads the JSON value at the parser's current token; the parser is left at its last token.
     *
     * @param row counted from 0, never smaller than in an earlier call
     */
    public final void json(JsonParser json, int row) throws IOException {
        if (!begin(row)) {
            json.skipChildren();
            return;
        }
        try {
            if (json.currentToken() == JsonToken.VALUE_NULL) {
                absent(row, "null");
            } else {
                readJson(json, row);
            }
        } catch (InvalidRequestException e) {
            report(e);
        }
    }

    /** Reads a CSV field; an empty one is missing. */
    public final void csv(String field, int row) {
        if (begin(row)) {
            try {
                readCsv(field, row);
            } catch (InvalidRequestException e) {
                report(e);
            }
        }
    }

    /** Adds a floating point number. */
    public final void number(double value, int row) {
        if (begin(row)) {
            try {
                acceptNumber(value, row);
            } catch (InvalidRequestException e) {
                report(e);
            }
        }
    }

    /** Adds an integer. */
    public final void integer(long value, int row) {
        if (begin(row)) {
            try {
                acceptInteger(value, row);
            } catch (InvalidRequestException e) {
                report(e);
            }
        }
    }

    /** Adds a boolean. */
    public final void bool(boolean value, int row) {
        if (begin(row)) {
            try {
                acceptBoolean(value, row);
            } catch (InvalidRequestException e) {
                report(e);
            }
        }
    }

    /** Adds a string. */
    public final void text(String value, int row) {
        if (begin(row)) {
            try {
                acceptText(value, row);
            } catch (InvalidRequestException e) {
                report(e);
            }
        }
    }

    /**
     * Adds one element of a vector; the elements of a row are added in order.
     *
     * @param index in the vector, counted from 0
     */
    public final void element(double value, int row, int index) {
        if (begin(row)) {
            try {
                acceptElement(value, row, index);
            } catch (InvalidRequestException e) {
                report(e);
            }
        }
    }

    /** Adds the element at the parser's current token; the parser is left at its last token. */
    public final void element(JsonParser json, int row, int index) throws IOException {
        if (json.currentToken().isNumeric() && Double.isFinite(json.getDoubleValue())) {
            element(json.getDoubleValue(), row, index);
        } else {
            String shown = ValueExcerpt.of(json);
            if (begin(row)) {
                report(CellError.element(column, row, index, shown));
            }
        }
    }

    /** Fills the rows that the request omits. */
    final void finish(int rows) {
        int kept = Math.min(rows, limits.maxRows());
        try {
            while (problem == null && filled < kept) {
                ensureCapacity(filled + 1);
                absent(filled, "missing");
                filled++;
            }
        } catch (InvalidRequestException e) {
            report(e);
        }
    }

    /** The values of all rows. */
    final Column column(int rows) {
        return values(rows);
    }

    abstract void readJson(JsonParser json, int row) throws IOException;

    void acceptNumber(double value, int row) {
        throw CellError.wrongType(column, row, Double.toString(value), "a number");
    }

    void acceptInteger(long value, int row) {
        throw CellError.wrongType(column, row, Long.toString(value), "a number");
    }

    void acceptElement(double value, int row, int index) {
        throw new IllegalStateException(column.name() + " is not a vector");
    }

    void acceptBoolean(boolean value, int row) {
        throw CellError.wrongType(column, row, Boolean.toString(value), "a boolean");
    }

    void acceptText(String value, int row) {
        throw CellError.wrongType(column, row, ValueExcerpt.quoted(value), "a string");
    }

    /** Adds a number of CSV, without loss of precision. */
    void acceptDecimal(BigDecimal value, int row) {
        throw CellError.wrongType(column, row, ValueExcerpt.cut(value.toString()), "a number");
    }

    /** Adds a missing value; returns false if the column's type has none. */
    abstract boolean acceptMissing(int row);

    abstract void grow(int newCapacity);

    abstract Column values(int rows);

    /** Bytes per row. */
    abstract int rowSize();

    void readCsv(String field, int row) {
        String number = field.strip();
        if (MissingText.isMissing(number)) {
            absent(row, "null");
            return;
        }
        try {
            if (number.length() <= LONGEST_NUMBER) {
                acceptDecimal(new BigDecimal(number), row);
                return;
            }
        } catch (NumberFormatException e) {
            // Not a number.
        }
        acceptText(field, row);
    }

    /** Reserves memory beyond the column's fixed size, such as that of a string. */
    final void reserve(long bytes) {
        limits.memory().reserve(bytes);
    }

    final void absent(int row, String what) {
        if (column.required() || !acceptMissing(row)) {
            throw CellError.absent(column, row, what);
        }
    }

    private void report(InvalidRequestException e) {
        if (problem == null) {
            problem = e;
        }
    }

    // False for a value that is skipped: beyond the maximum of rows, or after an invalid value.
    private boolean begin(int row) {
        seen = true;
        if (problem != null || row >= limits.maxRows()) {
            return false;
        }
        if (row > filled) {
            finish(row);
            if (problem != null) {
                return false;
            }
        }
        ensureCapacity(row + 1);
        filled = Math.max(filled, row + 1);
        return true;
    }

    private void ensureCapacity(int rows) {
        if (rows > capacity) {
            int grown = (int) Math.min(limits.maxRows(), Math.max(firstCapacity, Math.max(rows, 2L * capacity)));
            limits.memory().reserve((long) (grown - capacity) * rowSize());
            grow(grown);
            capacity = grown;
        }
    }
}
