package dev.lastmile.pipeline.ingest.text;

import dev.lastmile.contract.ContractColumn;
import dev.lastmile.contract.DataContract;
import dev.lastmile.contract.text.LineReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Reads records of a text file: each is a row of the contract's columns, or rejected with the first reason. Blank lines are
 * skipped. Not thread-safe.
 */
public abstract class RecordReader implements AutoCloseable {
    /** Name of the last column of {@link #row}: {@link RecordPlace#base} and the number of the record's first line. */
    public static final String POSITION = "_position";

    final LineReader lines;
    final ColumnReader[] columns;
    final String[] names;
    final SpecificInternalRow row;

    private final TextFormat format;
    private final RecordPlace place;
    private final Charset charset;
    private final CharsetDecoder decoder;
    private CharBuffer characters = CharBuffer.allocate(1 << 12);
    private Reject reject;
    private long records;
    private long rejects;

    RecordReader(TextFormat format, StructType schema, RecordPlace place, LineReader lines) {
        this.format = format;
        this.place = place;
        this.lines = lines;
        this.charset = format.parsedCharset();
        this.decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        this.names = schema.fieldNames();
        this.columns = new ColumnReader[names.length];
        List<ContractColumn> contract =
                DataContract.parse(place.file(), schema.json()).columns();
        for (int i = 0; i < columns.length; i++) {
            columns[i] = ColumnReader.of(contract.get(i), i, format);
        }
        this.row = new SpecificInternalRow(schema.add(POSITION, DataTypes.LongType, false));
    }

    /**
     * A reader of records.
     *
     * @param place of the lines
     * @param lines of the file, or of a part of it
     */
    public static RecordReader of(TextFormat format, RecordColumns columns, RecordPlace place, LineReader lines) {
        return format.kind() == TextFormat.Kind.JSON_LINES
                ? new JsonRecordReader(format, columns.schema(), place, lines)
                : new CsvRecordReader(format, columns, place, lines);
    }

    /** Moves to the next record, good or rejected. */
    public final boolean next() throws IOException {
        while (lines.next()) {
            if (lines.line() <= place.skippedLines() || isBlank(lines.bytes(), lines.length())) {
                continue;
            }
            reject = null;
            records++;
            readRecord();
            if (reject == null) {
                row.setLong(columns.length, place.base() + lines.line());
            }
            return true;
        }
        return false;
    }

    /** The current record, unless it is rejected; valid until the next call of {@link #next}. */
    public final InternalRow row() {
        return row;
    }

    /** Why the current record is rejected, or null. */
    public final Reject reject() {
        return reject;
    }

    /** How many records were read, rejected ones included. */
    public final long records() {
        return records;
    }

    /** How many records were rejected. */
    public final long rejects() {
        return rejects;
    }

    /** Reads the record that begins on the current line into the row, or rejects it. */
    abstract void readRecord() throws IOException;

    /** Whether the current record is held in memory whole and is in the file's encoding; else it is rejected. */
    final boolean isText() {
        if (lines.isTooLong()) {
            reject(null, null, "at most " + (LineReader.LONGEST_RECORD >> 20) + " MiB per record");
            return false;
        }
        byte[] bytes = lines.bytes();
        boolean ascii = true;
        for (int i = 0; i < lines.length(); i++) {
            if (bytes[i] <= 0) {
                if (bytes[i] == 0) {
                    reject(null, text(0, lines.length()), "no NUL byte");
                    return false;
                }
                ascii = false;
            }
        }
        if (!ascii && !decodes(bytes, lines.length())) {
            reject(null, text(0, lines.length()), "encoding " + format.charset());
            return false;
        }
        return true;
    }

    final void reject(String column, String value, String rule) {
        if (reject == null) {
            rejects++;
            reject = new Reject(
                    place.file(), lines.line(), format.isAsciiTransparent() ? lines.offset() : -1, column, value, rule);
        }
    }

    final String text(int from, int to) {
        return new String(lines.bytes(), from, Math.min(to - from, 1000), charset);
    }

    private boolean decodes(byte[] bytes, int length) {
        if (characters.capacity() < length) {
            characters = CharBuffer.allocate(length);
        }
        characters.clear();
        try {
            decoder.reset();
            var result = decoder.decode(ByteBuffer.wrap(bytes, 0, length), characters, true);
            if (result.isError()) {
                result.throwException();
            }
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static boolean isBlank(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\t') {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
