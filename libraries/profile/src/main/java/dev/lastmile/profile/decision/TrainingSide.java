package dev.lastmile.profile.decision;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the training rows will have of a column, as far as the sample tells: of a split by time those that are first, of
 * another about seven of ten rows or groups, whichever they are.
 */
public final class TrainingSide {
    /** Of a hundred rows; the others are for validation and test. */
    public static final int PERCENT = 70;
    /** With so many values, a column has some among the training rows: 0.3 to the power of it is the chance of none. */
    private static final int ENOUGH = 5;

    private final DatasetProfile profile;
    private final int[] rows;

    private TrainingSide(DatasetProfile profile, int[] rows) {
        this.profile = profile;
        this.rows = rows;
    }

    /** The side by the split that was decided. */
    public static TrainingSide of(Decisions decisions) {
        return of(decisions.profile(), decisions.time().map(ColumnDecision::column));
    }

    static TrainingSide of(DatasetProfile profile, Optional<ColumnProfile> time) {
        int all = profile.sample().size();
        int[] rows = IntStream.range(0, all).toArray();
        if (time.isPresent()) {
            String[] moments = Arrays.stream(profile.cells(time.get()))
                    .map(cell -> cell == null ? "" : Moments.iso(time.get(), cell))
                    .toArray(String[]::new);
            rows = IntStream.range(0, all)
                    .boxed()
                    .sorted((one, other) -> moments[one].compareTo(moments[other]))
                    .limit((long) (all * PERCENT / 100.0))
                    .mapToInt(Integer::intValue)
                    .toArray();
        }
        return new TrainingSide(profile, rows);
    }

    /** Whether there will be values of a column among the training rows, so that a median can be computed. */
    boolean hasValues(ColumnProfile column) {
        String[] cells = profile.cells(column);
        return column.nulls() == 0
                || column.values() >= ENOUGH
                        && Arrays.stream(rows).filter(row -> cells[row] != null).count() >= ENOUGH;
    }

    /**
     * The share that one of the most frequent texts of a column has of the training rows.
     *
     * @param rank from 1; of fewer texts, the share of the rarest
     */
    public double share(ColumnProfile column, int rank) {
        String[] cells = profile.cells(column);
        Map<String, Long> counts = Arrays.stream(rows)
                .mapToObj(row -> cells[row])
                .filter(Objects::nonNull)
                .collect(Collectors.groupingBy(text -> text, Collectors.counting()));
        long[] sorted =
                counts.values().stream().mapToLong(count -> -count).sorted().toArray();
        return sorted.length == 0
                ? 1.0 / Math.max(1, rows.length)
                : -sorted[Math.min(rank, sorted.length) - 1] / (double) rows.length;
    }
}
