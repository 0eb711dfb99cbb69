package dev.lastmile.pipeline.split;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import dev.lastmile.contract.ContractColumn;
import dev.lastmile.contract.DataContract;
import dev.lastmile.contract.Role;
import dev.lastmile.pipeline.StepException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Puts every row on one side: {@link #TRAIN}, {@link #VALIDATION} or {@link #TEST}.
 *
 * <p>A row's side depends on its own values alone: neither the partitions nor the rows that arrive later change it. Hashes
 * are Spark's {@code xxhash64} (XXH64 with seed 42) of the columns and the split's seed, modulo 100; integers are hashed as
 * long and floats as double, so that a widened type changes no side. Immutable.
 */
public final class Split {
    public static final String TRAIN = "train";
    public static final String VALIDATION = "validation";
    public static final String TEST = "test";

    private static final int PERCENT = 100;

    /** What decides on the side of a row. */
    private sealed interface Rule {}

    private record ByHash(List<String> columns, long seed, int train, int validation) implements Rule {}

    private record ByTime(String column, String validationFrom, String testFrom) implements Rule {}

    private record ByColumn(String column) implements Rule {}

    private final Rule rule;

    private Split(Rule rule) {
        this.rule = rule;
    }

    /**
     * By a hash of columns: rows with the same values are on one side. The columns are a key, a group (a patient, a
     * customer), or all columns of the features, which keeps exact duplicates on one side.
     *
     * @param seed another seed is another split, so it is part of the data's definition
     * @param train how many of a hundred are for training, on average
     * @param validation how many of a hundred are for validation; the others are for the test
     * @throws StepException if no column is given, or the shares do not fit
     */
    public static Split byHash(List<String> columns, long seed, int train, int validation) {
        if (columns.isEmpty()) {
            throw new StepException("A split by hash has no column. Name a key, a group, or the features.");
        }
        if (train < 1 || validation < 0 || train + validation >= PERCENT) {
            throw new StepException("A split cannot have " + train + " of 100 rows for training and " + validation
                    + " for validation. Leave at least one for training and one for the test.");
        }
        return new Split(new ByHash(List.copyOf(columns), seed, train, validation));
    }

    /**
     * By a hash of what belongs together: the columns of role group where the contract has any, else all columns but the
     * key and those that models never see, so that exact duplicates are on one side.
     *
     * @param contract gives the columns their roles
     * @param columns all columns that come from the files
     */
    public static Split byRoles(DataContract contract, List<String> columns, long seed, int train, int validation) {
        List<String> groups =
                contract.columns(Role.GROUP).stream().map(ContractColumn::name).toList();
        if (!groups.isEmpty()) {
            return byHash(groups, seed, train, validation);
        }
        List<String> values = columns.stream()
                .filter(column -> !contract.key().contains(column))
                .filter(column -> contract.column(column)
                        .filter(one -> one.role() != Role.IGNORE)
                        .isPresent())
                .toList();
        return byHash(values.isEmpty() ? contract.key() : values, seed, train, validation);
    }

    /**
     * By time: earlier rows are for training.
     *
     * @param column of dates or timestamps, without nulls
     * @param validationFrom the first moment of validation, as {@code 2026-01-01} or a timestamp in UTC; null for none
     * @param testFrom the first moment of the test
     */
    public static Split byTime(String column, String validationFrom, String testFrom) {
        return new Split(new ByTime(Objects.requireNonNull(column), validationFrom, Objects.requireNonNull(testFrom)));
    }

    /** By a column that has one of the three names of the sides in each row. */
    public static Split byColumn(String column) {
        return new Split(new ByColumn(Objects.requireNonNull(column)));
    }

    /**
     * The rows with one more column.
     *
     * @param name of the column with the side
     * @throws StepException if a column that decides is not there, or is of a type that cannot decide
     */
    public Dataset<Row> apply(Dataset<Row> rows, String name) {
        if (rule instanceof ByHash hash) {
            return rows.withColumn(name, side(hash, rows.schema()));
        } else if (rule instanceof ByTime time) {
            return rows.withColumn(name, side(time, rows.schema()));
        }
        Column given = quoted(rows.schema(), ((ByColumn) rule).column());
        // Null for another value, which the contract of the column rejects by name.
        return rows.withColumn(name, when(given.isin(TRAIN, VALIDATION, TEST), given));
    }

    private static Column side(ByHash hash, StructType schema) {
        List<Column> hashed = new ArrayList<>();
        hash.columns().forEach(column -> hashed.add(widest(schema, column)));
        hashed.add(lit(hash.seed()));
        Column bucket = pmod(xxhash64(hashed.toArray(Column[]::new)), lit(PERCENT));
        return when(bucket.lt(hash.train()), lit(TRAIN))
                .when(bucket.lt(hash.train() + hash.validation()), lit(VALIDATION))
                .otherwise(lit(TEST));
    }

    private static Column side(ByTime time, StructType schema) {
        Column column = quoted(schema, time.column());
        DataType type = schema.apply(time.column()).dataType();
        if (type != DataTypes.DateType && type != DataTypes.TimestampType && type != DataTypes.TimestampNTZType) {
            throw new StepException("The rows cannot be split by the time of column " + time.column() + ", which is "
                    + type.simpleString() + ". Name a column of dates or timestamps.");
        }
        Column test = boundary(time.testFrom(), type);
        Optional<Column> validation = Optional.ofNullable(time.validationFrom()).map(from -> boundary(from, type));
        Column side = when(column.isNull(), lit(null)).when(column.geq(test), lit(TEST));
        return validation
                .map(from -> side.when(column.geq(from), lit(VALIDATION)))
                .orElse(side)
                .otherwise(lit(TRAIN));
    }

    private static Column boundary(String text, DataType type) {
        try {
            if (type == DataTypes.DateType) {
                return lit(java.time.LocalDate.parse(text));
            }
            var local = text.contains("T")
                    ? java.time.LocalDateTime.parse(text.replaceFirst("Z$", ""))
                    : java.time.LocalDate.parse(text).atStartOfDay();
            return type == DataTypes.TimestampType ? lit(local.toInstant(java.time.ZoneOffset.UTC)) : lit(local);
        } catch (java.time.DateTimeException e) {
            throw new StepException("'" + text + "' is not a boundary of a split by time. Give one such as 2026-01-31"
                    + (type == DataTypes.DateType ? "." : " or 2026-01-31T12:00:00Z."));
        }
    }

    private static Column widest(StructType schema, String name) {
        Column column = quoted(schema, name);
        DataType type = schema.apply(name).dataType();
        if (type == DataTypes.IntegerType || type == DataTypes.ShortType || type == DataTypes.ByteType) {
            return column.cast(DataTypes.LongType);
        }
        return type == DataTypes.FloatType ? column.cast(DataTypes.DoubleType) : column;
    }

    private static Column quoted(StructType schema, String name) {
        if (!Arrays.asList(schema.fieldNames()).contains(name)) {
            throw new StepException("The rows cannot be split by column " + name
                    + ", which they do not have. They have: " + String.join(", ", schema.fieldNames()) + ".");
        }
        return col("`" + name + "`");
    }
}
