package dev.lastmile.lake.internal;

import java.io.Serializable;

/** What one pass over rows has counted; of a part of them until it is merged with the others. */
final class Tally implements Serializable {
    private static final long serialVersionUID = 1;
    static final long NONE = Long.MIN_VALUE;

    private long rows;
    private final long[] nulls;
    private final long[][] broken;
    private long newest = NONE;

    /** @param rules how many each column has */
    Tally(int[] rules) {
        this.nulls = new long[rules.length];
        this.broken = new long[rules.length][];
        for (int i = 0; i < rules.length; i++) {
            broken[i] = new long[rules[i]];
        }
    }

    void addRow() {
        rows++;
    }

    void addNull(int column) {
        nulls[column]++;
    }

    void addBroken(int column, int bits) {
        for (int left = bits; left != 0; left &= left - 1) {
            broken[column][Integer.numberOfTrailingZeros(left)]++;
        }
    }

    void addTime(long value) {
        newest = Math.max(newest, value);
    }

    /** Adds the counts of another part to these. */
    Tally merge(Tally other) {
        rows += other.rows;
        newest = Math.max(newest, other.newest);
        for (int i = 0; i < nulls.length; i++) {
            nulls[i] += other.nulls[i];
            for (int j = 0; j < broken[i].length; j++) {
                broken[i][j] += other.broken[i][j];
            }
        }
        return this;
    }

    long rows() {
        return rows;
    }

    long nulls(int column) {
        return nulls[column];
    }

    /** Rows that break a rule of a column. */
    long broken(int column, int rule) {
        return broken[column][rule];
    }

    /** The greatest value of the time column, in its own unit; {@link #NONE} if there is none. */
    long newest() {
        return newest;
    }
}
