package dev.lastmile.profile.column;

import java.util.List;

/** Words that may stand for a missing value; whether they do depends on the other values of the column. */
public final class NullWords {
    /** Those that are known, without the empty text, which always is one. */
    public static final List<String> ALL = List.of(
            "NA", "N/A", "n/a", "na", "NaN", "nan", "NULL", "null", "Null", "None", "none", "<NA>", "#N/A", "#NA", "?",
            "-", "--", ".", "\\N", "nil", "NIL", "NaT", "(null)", "missing");

    /** Those that are null in a column of strings too: no one uses them as a category. */
    public static final List<String> CERTAIN = List.of(
            "NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "Null", "<NA>", "#N/A", "#NA", "?", "\\N", "NaT",
            "(null)");

    private static final int LONGEST = 7;
    private static final byte[][] BYTES = ALL.stream()
            .map(word -> word.getBytes(java.nio.charset.StandardCharsets.US_ASCII))
            .toArray(byte[][]::new);

    private NullWords() {}

    /** The word that the bytes are, as its place in {@link #ALL}; -1 for none. */
    static int find(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length > LONGEST || bytes[from] >= '0' && bytes[from] <= '9') {
            return -1;
        }
        for (int i = 0; i < BYTES.length; i++) {
            if (BYTES[i].length == length && java.util.Arrays.equals(BYTES[i], 0, length, bytes, from, to)) {
                return i;
            }
        }
        return -1;
    }
}
