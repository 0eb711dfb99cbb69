package dev.lastmile.profile.file;

import dev.lastmile.contract.text.CsvTokenizer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds delimiter and quote of the records at the head of a file: those under which most records have the same number of
 * fields, and among equals the one with more fields.
 */
final class Dialect {
    private static final char[] DELIMITERS = {',', ';', '\t', '|'};
    private static final int RECORDS = 500;

    private final byte[] head;
    private final boolean isWhole;

    /**
     * @param head in an encoding in which ASCII is ASCII
     * @param isWhole whether the file ends with it; else its last line is cut
     */
    Dialect(byte[] head, boolean isWhole) {
        this.head = head;
        this.isWhole = isWhole;
    }

    /** The text of a head in any encoding, as {@link Dialect} takes it. */
    static byte[] ascii(FileHead head) {
        if (!head.charset().startsWith("UTF-16")) {
            return head.bytes();
        }
        String text = new String(head.bytes(), Charset.forName(head.charset()));
        return (text.startsWith("\uFEFF") ? text.substring(1) : text).getBytes(StandardCharsets.UTF_8);
    }

    /** The best syntax; the header is still to be found. */
    FileFormat guess(boolean gzip, String charset) {
        FileFormat best = null;
        double bestScore = -1;
        for (char quote : new char[] {'"', '\'', CsvTokenizer.NONE}) {
            for (char delimiter : DELIMITERS) {
                char escape = quote != CsvTokenizer.NONE && hasEscape(quote) ? '\\' : quote;
                FileFormat format = new FileFormat(false, gzip, charset, delimiter, quote, escape, true);
                double score = score(format);
                // A later one has to be clearly better: double quotes and commas are the rule.
                if (score > bestScore * 1.02 + 1e-9) {
                    best = format;
                    bestScore = score;
                }
            }
        }
        return best;
    }

    /** The first records of a format, each as its fields; blank lines are left out. */
    List<List<String>> records(FileFormat format, int most) {
        List<List<String>> records = new ArrayList<>();
        CsvTokenizer tokens = format.tokenizer();
        int from = 0;
        while (from < head.length && records.size() < most) {
            int end = from;
            boolean closed;
            byte[] record;
            do {
                end = lineEnd(end);
                record = java.util.Arrays.copyOfRange(head, from, end);
                tokens.reset();
                closed = tokens.scan(record, record.length);
                end = Math.min(head.length, behind(end));
            } while (!closed && end < head.length && end - from < 1 << 16);
            from = end;
            boolean isCut = from >= head.length && !isWhole;
            if (new String(record, StandardCharsets.ISO_8859_1).isBlank() || isCut && !records.isEmpty()) {
                continue;
            }
            List<String> fields = new ArrayList<>();
            for (int i = 0; i < tokens.count(); i++) {
                fields.add(new String(tokens.unescaped(record, i), StandardCharsets.ISO_8859_1));
            }
            if (!closed || tokens.problem() != null) {
                fields.clear();
            }
            records.add(fields);
        }
        return records;
    }

    private double score(FileFormat format) {
        Map<Integer, Integer> counts = new TreeMap<>();
        List<List<String>> records = records(format, RECORDS);
        for (List<String> record : records) {
            counts.merge(record.size(), 1, Integer::sum);
        }
        int fields = 0;
        int share = 0;
        for (Map.Entry<Integer, Integer> entry : counts.entrySet()) {
            if (entry.getKey() > 0 && entry.getValue() >= share) {
                fields = entry.getKey();
                share = entry.getValue();
            }
        }
        double consistent = share / (double) Math.max(1, records.size());
        double quoted = format.quote() == CsvTokenizer.NONE || format.quote() == '\'' ? quotes(records) : 1;
        return consistent * consistent * consistent * quoted * (fields < 2 ? 0.1 : 1 + Math.log(fields) / 10);
    }

    // Double quotes at both ends of a field that are not taken as quotes, or apostrophes in words that are.
    private static double quotes(List<List<String>> records) {
        long fields = 0;
        long quoted = 0;
        for (List<String> record : records) {
            for (String field : record) {
                fields++;
                quoted += field.startsWith("\"") ? 1 : 0;
            }
        }
        return fields == 0 ? 0 : 1 - quoted / (double) fields;
    }

    private boolean hasEscape(char quote) {
        int escaped = 0;
        for (int i = 0; i + 1 < head.length; i++) {
            escaped += head[i] == '\\' && head[i + 1] == quote ? 1 : 0;
        }
        return escaped > 0;
    }

    private int lineEnd(int from) {
        int i = from;
        while (i < head.length && head[i] != '\n' && head[i] != '\r') {
            i++;
        }
        return i;
    }

    private int behind(int end) {
        boolean pair = end + 1 < head.length && head[end] == '\r' && head[end + 1] == '\n';
        return end + (pair ? 2 : 1);
    }
}
