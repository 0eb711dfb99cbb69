package dev.lastmile.pipeline.ingest.text;

import dev.lastmile.contract.ColumnRules;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;

/** Reads one of two words, in any case. */
final class BooleanReader extends ColumnReader {
    private final String words;
    private final byte[] yes;
    private final byte[] no;

    /**
     * @param words that for true and that for false
     */
    BooleanReader(ColumnRules rules, int ordinal, List<String> words) {
        super(rules, ordinal);
        this.words = words.get(0) + " or " + words.get(1);
        this.yes = words.get(0).getBytes(StandardCharsets.US_ASCII);
        this.no = words.get(1).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    String read(byte[] bytes, int from, int to, InternalRow row) {
        boolean isTrue = is(yes, bytes, from, to);
        if (!isTrue && !is(no, bytes, from, to)) {
            return words.equals("true or false") ? "type boolean" : "type boolean (" + words + ")";
        }
        row.setBoolean(ordinal, isTrue);
        return null;
    }

    private static boolean is(byte[] word, byte[] bytes, int from, int to) {
        boolean same = to - from == word.length;
        for (int i = 0; same && i < word.length; i++) {
            same = lower(bytes[from + i]) == lower(word[i]);
        }
        return same;
    }

    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + 32 : b;
    }
}
