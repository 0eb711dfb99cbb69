package dev.lastmile.profile.column;

import dev.lastmile.profile.file.Cells;
import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The values of one column as a stream. Memory is at most 32 MiB while every value is different, and otherwise about
 * 0.3 MiB, whatever the number of rows. Not thread-safe.
 */
public final class ColumnSketch {
    private final TypeTest types = new TypeTest();
    private final DistinctCount distinct = new DistinctCount();
    private final UniqueCheck unique = new UniqueCheck();
    private final ValueCounts counts = new ValueCounts();
    private final long[] nullWords = new long[NullWords.ALL.size()];
    private final long[] quotedNullWords = new long[NullWords.ALL.size()];
    private long values;
    private long quotedBlanks;
    private long bytes;
    private boolean isPadded;

    /** Adds a cell. */
    public void add(Cells.Kind kind, byte[] text, int start, int end) {
        int from = start;
        int to = end;
        while (from < to && isBlank(text[from])) {
            from++;
        }
        while (from < to && isBlank(text[to - 1])) {
            to--;
        }
        if (kind == Cells.Kind.JSON_NULL) {
            return;
        }
        isPadded |= from > start || to < end;
        if (from == to) {
            quotedBlanks += kind == Cells.Kind.QUOTED || kind == Cells.Kind.JSON_STRING ? 1 : 0;
            return;
        }
        int word = kind == Cells.Kind.PLAIN || kind == Cells.Kind.QUOTED ? NullWords.find(text, from, to) : -1;
        if (word >= 0) {
            (kind == Cells.Kind.QUOTED ? quotedNullWords : nullWords)[word]++;
            return;
        }
        values++;
        bytes += to - from;
        types.test(kind, text, from, to);
        long hash = Hash.of(text, from, to);
        distinct.add(hash);
        unique.add(hash);
        counts.add(hash, text, from, to);
    }

    /**
     * What was found.
     *
     * @param rows of the file; those without a value are null
     */
    public SketchFacts facts(long rows, Charset charset) {
        Map<String, Long> words = new LinkedHashMap<>();
        Map<String, Long> quoted = new LinkedHashMap<>();
        long wordCount = 0;
        for (int i = 0; i < nullWords.length; i++) {
            if (nullWords[i] > 0) {
                words.put(NullWords.ALL.get(i), nullWords[i]);
            }
            if (quotedNullWords[i] > 0) {
                quoted.put(NullWords.ALL.get(i), quotedNullWords[i]);
            }
            wordCount += nullWords[i] + quotedNullWords[i];
        }
        Map<String, Long> levels = counts.counts(charset);
        long different = counts.isOverfull() ? Math.min(values, distinct.estimate()) : levels.size();
        return new SketchFacts(
                rows,
                values,
                Math.max(0, rows - values - wordCount),
                quotedBlanks,
                words,
                quoted,
                unique.isUnique() && unique.isExact() ? values : different,
                levels,
                unique.isUnique() && (unique.isExact() || types.facts().range().isSequence()),
                values == 0 ? 0 : bytes / (double) values,
                isPadded,
                types.facts());
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }
}
