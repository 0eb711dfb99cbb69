package dev.lastmile.pipeline.report.analysis;

import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.LogicalType;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Values of a column at which its partial dependence is measured, each one that a row of the sample has.
 *
 * <p>Of numbers, dates and timestamps at most {@link #MOST_POINTS}, at equal shares of the rows between the 5th and the 95th
 * percentile: few rows lie outside, and the least and the greatest value may tell who a row is of. Of strings and booleans the
 * most frequent ones, at most {@link #MOST_CATEGORIES}, each in at least {@link #LEAST_ROWS} rows; null counts as one.
 *
 * @param kind of values
 * @param rows of the sample that have the values
 * @param numbers the values of an ordered column; null for categories
 * @param texts the values as text
 */
public record ValueGrid(Kind kind, int[] rows, double[] numbers, List<String> texts) {
    /** What values are. */
    public enum Kind {
        NUMBER,
        /** Dates or timestamps. */
        MOMENT,
        CATEGORY
    }

    static final int MOST_POINTS = 20;
    static final int MOST_CATEGORIES = 10;
    /** A value that fewer rows have is not named. */
    static final int LEAST_ROWS = 5;

    private static final double TAIL = 0.05;
    private static final String NULL = "(null)";

    /**
     * @param metadata of the features' graph, which says what is a date
     * @return without points for a column of vectors
     */
    static ValueGrid of(String name, Column column, Map<String, String> metadata) {
        LogicalType type = LogicalType.ofInputs(metadata).get(name);
        double[] numbers = numbers(column);
        if (numbers != null && type != LogicalType.BOOLEAN) {
            return ofNumbers(numbers, type);
        } else if (numbers != null) {
            return ofCategories(Arrays.stream(numbers)
                    .mapToObj(value -> Double.isNaN(value) ? null : Boolean.toString(value != 0))
                    .toArray(String[]::new));
        } else if (column instanceof Column.Booleans booleans) {
            return ofCategories(IntStream.range(0, booleans.values().length)
                    .mapToObj(row -> Boolean.toString(booleans.values()[row]))
                    .toArray(String[]::new));
        } else if (column instanceof Column.Strings strings) {
            return ofCategories(strings.values());
        }
        return new ValueGrid(Kind.CATEGORY, new int[0], null, List.of());
    }

    private static double[] numbers(Column column) {
        if (column instanceof Column.Doubles doubles) {
            return doubles.values();
        } else if (column instanceof Column.Longs longs) {
            return Arrays.stream(longs.values()).asDoubleStream().toArray();
        } else if (column instanceof Column.Floats floats) {
            return IntStream.range(0, floats.values().length)
                    .mapToDouble(row -> floats.values()[row])
                    .toArray();
        }
        return null;
    }

    private static ValueGrid ofNumbers(double[] values, LogicalType type) {
        int[] order = IntStream.range(0, values.length)
                .filter(row -> Double.isFinite(values[row]))
                .boxed()
                .sorted(Comparator.comparingDouble(row -> values[row]))
                .mapToInt(Integer::intValue)
                .toArray();
        List<Integer> rows = new ArrayList<>();
        for (int point = 0; point < MOST_POINTS && order.length > 0; point++) {
            double share = TAIL + (1 - 2 * TAIL) * point / (MOST_POINTS - 1);
            int row = order[(int) Math.round(share * (order.length - 1))];
            if (rows.isEmpty() || values[row] != values[rows.get(rows.size() - 1)]) {
                rows.add(row);
            }
        }
        int[] chosen = rows.stream().mapToInt(Integer::intValue).toArray();
        return new ValueGrid(
                type != null && type.isTemporal() ? Kind.MOMENT : Kind.NUMBER,
                chosen,
                Arrays.stream(chosen).mapToDouble(row -> values[row]).toArray(),
                Arrays.stream(chosen).mapToObj(row -> text(values[row], type)).toList());
    }

    private static ValueGrid ofCategories(String[] values) {
        Map<String, Integer> first = new LinkedHashMap<>();
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (int row = 0; row < values.length; row++) {
            first.putIfAbsent(values[row], row);
            counts.merge(values[row], 1, Integer::sum);
        }
        List<String> frequent = counts.entrySet().stream()
                .filter(value -> value.getValue() >= LEAST_ROWS)
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(value -> String.valueOf(value.getKey())))
                .limit(MOST_CATEGORIES)
                .map(Map.Entry::getKey)
                .toList();
        return new ValueGrid(
                Kind.CATEGORY,
                frequent.stream().mapToInt(first::get).toArray(),
                null,
                frequent.stream().map(value -> value == null ? NULL : value).toList());
    }

    private static String text(double value, LogicalType type) {
        if (type == LogicalType.DATE) {
            return LocalDate.ofEpochDay((long) value).toString();
        } else if (type == LogicalType.TIMESTAMP) {
            return Instant.EPOCH.plus((long) value, ChronoUnit.MICROS).toString();
        }
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
