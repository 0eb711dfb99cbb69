package dev.lastmile.contract.text;

import java.util.Arrays;

/**
 * Splits the bytes of one record into fields, as RFC 4180 describes them; what the RFC does not allow is a problem of
 * the record, since it could be read in two ways. Not thread-safe.
 */
public final class CsvTokenizer {
    /** No quote. */
    public static final char NONE = '\0';

    private static final byte PLAIN = 0;
    private static final byte QUOTED = 1;
    private static final byte ESCAPED = 2;

    private final byte delimiter;
    private final byte quote;
    private final byte escape;
    private final boolean quotes;

    private int[] from = new int[32];
    private int[] to = new int[32];
    private byte[] flags = new byte[32];
    private int count;

    private int at;
    private int start;
    private byte flag;
    private boolean inField;
    private String problem;

    /**
     * @param delimiter between fields, ASCII
     * @param quote around fields, ASCII, or {@link #NONE}
     * @param escape before a quote within quotes; the quote itself means that a quote is doubled
     */
    public CsvTokenizer(char delimiter, char quote, char escape) {
        this.delimiter = (byte) delimiter;
        this.quote = (byte) quote;
        this.escape = (byte) escape;
        this.quotes = quote != NONE;
    }

    /** Begins a record. */
    public void reset() {
        count = 0;
        at = 0;
        inField = false;
        problem = null;
    }

    /**
     * Goes on with the record, whose bytes are those of the call before and maybe more.
     *
     * @return whether the record ends at {@code length}; if not, a quote is open there
     */
    public boolean scan(byte[] bytes, int length) {
        while (true) {
            if (!inField) {
                begin(bytes, length);
            }
            int end = flag == PLAIN ? endOfPlain(bytes, length) : endOfQuoted(bytes, length);
            if (end < 0) {
                return false;
            }
            add(end);
            if (flag != PLAIN) {
                at = end + 1;
                if (at < length && bytes[at] != delimiter) {
                    problem = "characters after a closing quote";
                    return true;
                }
            }
            if (at >= length || problem != null) {
                return true;
            }
            at++;
        }
    }

    /** Why the bytes are not a record, or null. */
    public String problem() {
        return problem;
    }

    /** How many fields there are so far. */
    public int count() {
        return count;
    }

    /** Offset of the first byte of a field, within its quotes. */
    public int from(int field) {
        return from[field];
    }

    /** Offset behind the last byte of a field. */
    public int to(int field) {
        return to[field];
    }

    /** Whether a field is in quotes. */
    public boolean isQuoted(int field) {
        return flags[field] != PLAIN;
    }

    /** Whether a field has escaped quotes in it. */
    public boolean isEscaped(int field) {
        return (flags[field] & ESCAPED) != 0;
    }

    /** The bytes of a field without its escapes. */
    public byte[] unescaped(byte[] bytes, int field) {
        byte[] plain = new byte[to[field] - from[field]];
        int n = 0;
        for (int i = from[field]; i < to[field]; i++) {
            if (bytes[i] == escape && i + 1 < to[field] && (bytes[i + 1] == quote || bytes[i + 1] == escape)) {
                i++;
            }
            plain[n++] = bytes[i];
        }
        return Arrays.copyOf(plain, n);
    }

    private void begin(byte[] bytes, int length) {
        inField = true;
        if (quotes && at < length && bytes[at] == quote) {
            flag = QUOTED;
            at++;
        } else {
            flag = PLAIN;
        }
        start = at;
    }

    private int endOfPlain(byte[] bytes, int length) {
        int i = at;
        while (i < length && bytes[i] != delimiter) {
            if (quotes && bytes[i] == quote) {
                problem = "quote within an unquoted field";
            }
            i++;
        }
        at = i;
        return i;
    }

    private int endOfQuoted(byte[] bytes, int length) {
        int i = at;
        while (i < length) {
            byte b = bytes[i];
            if (b == escape && escape != quote) {
                flag |= ESCAPED;
                i += 2;
            } else if (b == quote) {
                if (escape != quote || i + 1 >= length || bytes[i + 1] != quote) {
                    return i;
                }
                flag |= ESCAPED;
                i += 2;
            } else {
                i++;
            }
        }
        at = i;
        return -1;
    }

    private void add(int end) {
        if (count == from.length) {
            from = Arrays.copyOf(from, count * 2);
            to = Arrays.copyOf(to, count * 2);
            flags = Arrays.copyOf(flags, count * 2);
        }
        from[count] = start;
        to[count] = end;
        flags[count++] = flag;
        inField = false;
    }
}
