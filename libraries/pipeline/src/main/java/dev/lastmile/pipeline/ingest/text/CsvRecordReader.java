package dev.lastmile.pipeline.ingest.text;

import dev.lastmile.contract.text.CsvTokenizer;
import dev.lastmile.contract.text.LineReader;
import java.io.IOException;
import java.util.Arrays;

/** Records of delimited fields. */
final class CsvRecordReader extends RecordReader {
    private final CsvTokenizer tokens;
    private final TextFormat format;
    private final int[] ordinals;
    private final boolean[] isFilled;
    private final byte[][] nullTokens;

    CsvRecordReader(TextFormat format, RecordColumns columns, RecordPlace place, LineReader lines) {
        super(format, columns.schema(), place, lines);
        this.format = format;
        this.tokens = format.syntax().tokenizer();
        this.ordinals = columns.ordinals();
        this.isFilled = new boolean[this.columns.length];
        for (int ordinal : ordinals) {
            if (ordinal >= 0) {
                isFilled[ordinal] = true;
            }
        }
        this.nullTokens = format.nullTokens().stream()
                .map(token -> token.getBytes(format.parsedCharset()))
                .toArray(byte[][]::new);
    }

    @Override
    void readRecord() throws IOException {
        tokens.reset();
        boolean closed = tokens.scan(lines.bytes(), lines.length());
        while (!closed && format.syntax().multiLine() && lines.appendNext() && !lines.isTooLong()) {
            closed = tokens.scan(lines.bytes(), lines.length());
        }
        if (lines.isTooLong() && !closed) {
            skipRest();
        }
        if (!isText()) {
            return;
        }
        if (!closed) {
            reject(
                    null,
                    text(0, lines.length()),
                    "quote closed" + (format.syntax().multiLine() ? "" : " on the same line"));
        } else if (tokens.problem() != null) {
            reject(null, text(0, lines.length()), "no " + tokens.problem());
        } else if (tokens.count() != ordinals.length) {
            reject(null, text(0, lines.length()), ordinals.length + " columns (" + tokens.count() + " are there)");
        } else {
            readFields();
        }
    }

    // Where the record ends cannot be told any more; what follows must not be read as records.
    private void skipRest() throws IOException {
        while (format.syntax().multiLine() && lines.appendNext()) {
            continue;
        }
    }

    private void readFields() {
        byte[] bytes = lines.bytes();
        for (int field = 0; field < ordinals.length; field++) {
            if (ordinals[field] >= 0) {
                ColumnReader column = columns[ordinals[field]];
                String broken = read(column, bytes, field);
                if (broken != null) {
                    String value = text(tokens.from(field), tokens.to(field));
                    reject(names[column.ordinal], broken.equals("not null") ? null : value, broken);
                    return;
                }
            }
        }
        for (int i = 0; i < columns.length; i++) {
            if (!isFilled[i]) {
                row.setNullAt(i);
            }
        }
    }

    private String read(ColumnReader column, byte[] bytes, int field) {
        int from = tokens.from(field);
        int to = tokens.to(field);
        boolean trims = !column.isString() || format.values().trim();
        if (trims) {
            while (from < to && isBlank(bytes[from])) {
                from++;
            }
            while (from < to && isBlank(bytes[to - 1])) {
                to--;
            }
        }
        if (isNull(column, bytes, field, from, to)) {
            return column.readNull(row);
        }
        if (tokens.isEscaped(field)) {
            byte[] plain = tokens.unescaped(bytes, field);
            int end = plain.length;
            int start = 0;
            while (trims && start < end && isBlank(plain[start])) {
                start++;
            }
            while (trims && start < end && isBlank(plain[end - 1])) {
                end--;
            }
            return column.read(plain, start, end, row);
        }
        return column.read(bytes, from, to, row);
    }

    private boolean isNull(ColumnReader column, byte[] bytes, int field, int from, int to) {
        if (tokens.isQuoted(field) && column.isString() && !format.values().quotedNulls()) {
            return false;
        }
        for (byte[] token : nullTokens) {
            if (Arrays.equals(token, 0, token.length, bytes, from, to)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }
}
