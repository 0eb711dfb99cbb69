package dev.lastmile.profile.column;

import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts values exactly as long as there are at most {@link #MOST} different ones of at most {@link #LONGEST} bytes. */
final class ValueCounts {
    static final int MOST = 1000;
    static final int LONGEST = 200;
    private static final int SLOTS = 4096;

    private long[] hashes = new long[SLOTS];
    private byte[][] texts = new byte[SLOTS][];
    private long[] counts = new long[SLOTS];
    private int size;

    void add(long hash, byte[] bytes, int from, int to) {
        if (hashes == null) {
            return;
        }
        long value = hash == 0 ? 1 : hash;
        int at = (int) value & SLOTS - 1;
        while (hashes[at] != 0 && hashes[at] != value) {
            at = at + 1 & SLOTS - 1;
        }
        if (hashes[at] == 0) {
            if (++size > MOST || to - from > LONGEST) {
                hashes = null;
                texts = null;
                counts = null;
                return;
            }
            hashes[at] = value;
            texts[at] = java.util.Arrays.copyOfRange(bytes, from, to);
        }
        counts[at]++;
    }

    /** Whether there were too many. */
    boolean isOverfull() {
        return hashes == null;
    }

    /** The counts, in no order; empty if there were too many. */
    Map<String, Long> counts(Charset charset) {
        Map<String, Long> found = new LinkedHashMap<>();
        for (int i = 0; hashes != null && i < SLOTS; i++) {
            if (hashes[i] != 0) {
                found.merge(new String(texts[i], charset), counts[i], Long::sum);
            }
        }
        return found;
    }
}
