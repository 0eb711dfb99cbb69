package dev.lastmile.pipeline.metrics;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import dev.lastmile.pipeline.StepException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.NumericType;

/**
 * How scored rows are judged.
 *
 * @param weight the column with each row's weight, a number that is not negative; 1 without
 * @param slice the column whose values are judged apart as well
 * @param positive the positive one of two labels; the rarer one without
 * @param series the column of time by which the rows are a series of numbers, whose baseline is the last value
 */
public record ScoredRows(
        Optional<String> weight, Optional<String> slice, Optional<String> positive, Optional<String> series) {
    /** The part of all rows. */
    static final String ALL = "all";
    /** Followed by a value of the slice's column. */
    static final String SLICE = "slice=";
    /** The column that says which raw row a row was scored from; see {@link #identified}. */
    static final String ROW = "__lastmile_row";

    private static final int MOST_SLICES = 100;
    private static final int SHARES = 1 << 20;

    /** All rows alike. */
    public static ScoredRows plain() {
        return new ScoredRows(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The same with the column of the rows' weights. */
    public ScoredRows withWeight(String column) {
        return new ScoredRows(Optional.of(column), slice, positive, series);
    }

    /** The same, with all metrics for each value of a column too. */
    public ScoredRows withSlice(String column) {
        return new ScoredRows(weight, Optional.of(column), positive, series);
    }

    /** The same with the label that precision, recall, F1 and PR AUC are of. */
    public ScoredRows withPositive(String label) {
        return new ScoredRows(weight, slice, Optional.of(label), series);
    }

    /** The same where a regressor's baseline is the true value of the moment before. */
    public ScoredRows withSeries(String time) {
        return new ScoredRows(weight, slice, positive, Optional.of(time));
    }

    /** Raw rows with a column by which the scores of two models are paired: a hash of all their columns. */
    public static Dataset<Row> identified(Dataset<Row> rows) {
        Column[] columns =
                Arrays.stream(rows.columns()).map(name -> col("`" + name + "`")).toArray(Column[]::new);
        return rows.withColumn(ROW, xxhash64(columns));
    }

    Column weights(Dataset<Row> scored) {
        if (weight.isEmpty()) {
            return lit(1.0);
        }
        String name = weight.get();
        require(scored, name, "weight");
        if (!(scored.schema().apply(name).dataType() instanceof NumericType)) {
            throw new StepException("The weight " + name + " is "
                    + scored.schema().apply(name).dataType().simpleString() + ". Name a column of numbers.");
        }
        return col("`" + name + "`").cast("double");
    }

    /** The value of the slice's column as text; nulls are a slice too. */
    Optional<Column> slices(Dataset<Row> scored) {
        slice.ifPresent(name -> {
            require(scored, name, "slice");
            long values = scored.select(col("`" + name + "`"))
                    .distinct()
                    .limit(MOST_SLICES + 1)
                    .count();
            if (values > MOST_SLICES) {
                throw new StepException("The slice " + name + " has more than " + MOST_SLICES
                        + " values. Name a column with fewer, or put its values into ranges before.");
            }
        });
        return slice.map(name -> coalesce(col("`" + name + "`").cast("string"), lit("null")));
    }

    /** The moment of each row; null where the rows are no series. */
    Column moments(Dataset<Row> scored) {
        series.ifPresent(name -> require(scored, name, "time"));
        return series.map(name -> col("`" + name + "`")).orElse(lit(null).cast("timestamp"));
    }

    /**
     * At most so many rows, chosen by their own values and the seed {@link Bootstrap#SEED}: a rerun on the same rows chooses
     * the same ones. No more than these reach the driver.
     *
     * @param rows with the column of {@link #identified}
     * @param columns of the result
     */
    public static List<Row> sample(Dataset<Row> rows, List<Column> columns, int most) {
        Dataset<Row> seeded = rows.select(Stream.concat(
                        columns.stream(),
                        Stream.of(xxhash64(col(ROW), lit(Bootstrap.SEED)).alias(ROW)))
                .toArray(Column[]::new));
        return seeded.orderBy(ROW).limit(most).drop(ROW).collectAsList();
    }

    /** A sample that depends on the rows' own values alone, in the order of its ids. */
    static List<Row> sample(Dataset<Row> identified, long rows) {
        Dataset<Row> some = identified;
        if (rows > MetricSample.MOST_ROWS) {
            long share = (long) (0.98 * SHARES * MetricSample.MOST_ROWS / rows);
            some = identified
                    .filter(pmod(xxhash64(col(ROW), lit(Bootstrap.SEED)), lit(SHARES))
                            .lt(share))
                    .limit(MetricSample.MOST_ROWS);
        }
        Column[] order = Arrays.stream(identified.columns())
                .filter(name -> !name.equals(ROW))
                .map(name -> col(name))
                .toArray(Column[]::new);
        Column[] all = new Column[order.length + 1];
        all[0] = col(ROW);
        System.arraycopy(order, 0, all, 1, order.length);
        return some.orderBy(all).collectAsList();
    }

    private static void require(Dataset<Row> scored, String name, String what) {
        if (!Arrays.asList(scored.columns()).contains(name)) {
            throw new StepException("The " + what + " " + name + " is not a column of the held-out rows, which have "
                    + String.join(", ", scored.columns()) + ". Name one of these.");
        }
    }
}
