package dev.lastmile.contract.text;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads lines as bytes, with the offset and number of each. A line ends with LF, CR LF or CR.
 *
 * <p>A reader of a split returns the lines that begin within it, so that the readers of all splits return each line once.
 * Not thread-safe.
 */
public final class LineReader implements AutoCloseable {
    /** Longer records are reported and not held in memory. */
    public static final int LONGEST_RECORD = 16 << 20;

    private final InputStream in;
    private final long end;
    private final byte[] block = new byte[1 << 16];
    private int at;
    private int limit;
    private long position;

    private byte[] record = new byte[1 << 12];
    private int length;
    private int terminator;
    private boolean tooLong;
    private long recordOffset;
    private long recordLine;
    private long nextLine;
    private long lines;

    /**
     * @param in stands at {@code start}, or one byte before it if {@code start} is not where a line is known to begin
     * @param start offset of the split
     * @param aligned whether a line begins at {@code start}
     * @param end offset behind the split; lines that begin there or later belong to another
     * @param firstLine number of the first line that begins in the split, from 1
     */
    public LineReader(InputStream in, long start, boolean aligned, long end, long firstLine) throws IOException {
        this.in = in;
        this.end = end;
        this.nextLine = firstLine;
        this.position = aligned ? start : start - 1;
        if (!aligned) {
            readLine();
        }
        this.lines = 0;
    }

    /** Moves to the next line that begins in the split. */
    public boolean next() throws IOException {
        if (position >= end || !hasByte()) {
            return false;
        }
        recordOffset = position;
        recordLine = nextLine;
        length = 0;
        terminator = 0;
        tooLong = false;
        readLine();
        nextLine++;
        lines++;
        return true;
    }

    /** Appends the line break and the next line to the current one; false at the end of the file. */
    public boolean appendNext() throws IOException {
        if (!hasByte()) {
            return false;
        }
        if (!tooLong) {
            length += terminator;
        }
        readLine();
        nextLine++;
        lines++;
        return true;
    }

    /** The current line from 0 to {@link #length}; valid until the next call. */
    public byte[] bytes() {
        return record;
    }

    public int length() {
        return length;
    }

    /** Whether the line was longer than {@link #LONGEST_RECORD}; then its end is missing. */
    public boolean isTooLong() {
        return tooLong;
    }

    /** Offset of the first byte of the current line. */
    public long offset() {
        return recordOffset;
    }

    /** Number of the current line, or of the first of several. */
    public long line() {
        return recordLine;
    }

    /** How many lines were read. */
    public long lines() {
        return lines;
    }

    private boolean hasByte() throws IOException {
        if (at == limit) {
            at = 0;
            limit = Math.max(0, in.read(block));
        }
        return at < limit;
    }

    private void readLine() throws IOException {
        while (hasByte()) {
            int from = at;
            int i = from;
            while (i < limit && block[i] != '\n' && block[i] != '\r') {
                i++;
            }
            append(from, i);
            at = i;
            position += i - from;
            if (i < limit) {
                readTerminator(block[i]);
                return;
            }
        }
        terminator = 0;
    }

    private void readTerminator(byte first) throws IOException {
        at++;
        position++;
        terminator = 1;
        boolean pair = first == '\r' && hasByte() && block[at] == '\n';
        if (pair) {
            at++;
            position++;
            terminator = 2;
        }
        if (!tooLong) {
            reserve(length + 2);
            record[length] = first;
            record[length + 1] = '\n';
        }
    }

    private void append(int from, int to) {
        if (tooLong || length + (to - from) > LONGEST_RECORD) {
            tooLong = true;
            return;
        }
        reserve(length + to - from);
        System.arraycopy(block, from, record, length, to - from);
        length += to - from;
    }

    private void reserve(int size) {
        if (size > record.length) {
            record = Arrays.copyOf(record, Math.max(size, record.length * 2));
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
