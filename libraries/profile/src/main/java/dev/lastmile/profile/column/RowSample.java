package dev.lastmile.profile.column;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A seeded sample of rows in their order, each row equally likely: reservoir sampling with skips (Algorithm L of K.-H. Li,
 * Reservoir-sampling algorithms of time complexity O(n(1 + log(N/n))), 1994).
 */
public final class RowSample {
    private static final int MOST_ROWS = 20_000;
    private static final int MOST_CELLS = 1_000_000;

    private final SplittableRandom random;
    private final List<Row> rows = new ArrayList<>();
    private final int capacity;
    private double weight = 1;
    private long next;
    private long count;
    private String[] current;

    private record Row(long number, String[] cells) {}

    /**
     * @param columns decides how many rows are kept: at most a million cells
     */
    public RowSample(int columns, long seed) {
        this.capacity = Math.max(100, Math.min(MOST_ROWS, MOST_CELLS / Math.max(1, columns)));
        this.random = new SplittableRandom(seed);
        this.next = capacity;
    }

    /** Whether the row that is being read is kept; then its cells are given to {@link #cell}. */
    public boolean wantsRow() {
        return count < capacity || count == next;
    }

    /** A cell of a row that is kept. */
    public void cell(int column, byte[] bytes, int from, int to, Charset charset) {
        if (current == null || current.length <= column) {
            current = current == null ? new String[column + 1] : Arrays.copyOf(current, column + 1);
        }
        current[column] = new String(bytes, from, Math.min(to - from, 1000), charset).strip();
    }

    /** The row has ended. */
    public void end() {
        if (wantsRow()) {
            Row row = new Row(count, current == null ? new String[0] : current);
            current = null;
            if (count < capacity) {
                rows.add(row);
                if (count == capacity - 1) {
                    skip();
                }
            } else {
                rows.set(random.nextInt(capacity), row);
                skip();
            }
        }
        count++;
    }

    private void skip() {
        weight *= Math.exp(Math.log(random.nextDouble()) / capacity);
        next = count + 1 + (long) (Math.log(random.nextDouble()) / Math.log1p(-weight));
    }

    /** The rows, in the order of the file; a cell is null where the record has none. */
    public List<String[]> rows(int columns) {
        return rows.stream()
                .sorted(java.util.Comparator.comparingLong(Row::number))
                .map(row -> Arrays.copyOf(row.cells(), columns))
                .toList();
    }
}
