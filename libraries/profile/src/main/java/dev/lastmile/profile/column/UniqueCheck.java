package dev.lastmile.profile.column;

import java.util.Arrays;

/**
 * Whether all values are different, exactly but for equal hashes of 64 bits, as long as there are no more than
 * {@link #MOST}. Memory is freed at the first value that is there twice.
 */
final class UniqueCheck {
    /** After so many different values it is not known: 32 MiB per column. */
    static final int MOST = 2_000_000;

    private long[] table = new long[64];
    private int size;
    private boolean duplicate;
    private boolean full;

    void add(long hash) {
        if (duplicate || full) {
            return;
        }
        long value = hash == 0 ? 1 : hash;
        int at = slot(table, value);
        if (table[at] == value) {
            duplicate = true;
            table = null;
            return;
        }
        table[at] = value;
        size++;
        if (size >= MOST) {
            full = true;
            table = null;
        } else if (size * 2 > table.length) {
            grow();
        }
    }

    /** Whether no value is there twice, as far as is known. */
    boolean isUnique() {
        return !duplicate;
    }

    /** Whether that was decided for all values. */
    boolean isExact() {
        return !full;
    }

    private void grow() {
        long[] larger = new long[table.length * 2];
        Arrays.stream(table).filter(value -> value != 0).forEach(value -> larger[slot(larger, value)] = value);
        table = larger;
    }

    private static int slot(long[] table, long value) {
        int at = (int) value & table.length - 1;
        while (table[at] != 0 && table[at] != value) {
            at = at + 1 & table.length - 1;
        }
        return at;
    }
}
