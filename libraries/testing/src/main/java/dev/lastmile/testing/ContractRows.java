package dev.lastmile.testing;

import dev.lastmile.contract.Bound;
import dev.lastmile.contract.ColumnType;
import dev.lastmile.contract.ColumnType.Scalar;
import dev.lastmile.contract.ContractColumn;
import dev.lastmile.contract.DataContract;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * Rows that satisfy a contract: its types, bounds, allowed values and nulls, for tests that name no column.
 *
 * <p>The label can be learned: each row has a number between 0 and 1 that the label, the features and their noise follow.
 * Keys count from 1, a tenth of the values of a nullable feature is null, and two of three rows are for training, the
 * others for the test, or one half of these for validation where the contract allows that side. Immutable; the same seed
 * gives the same rows.
 */
public final class ContractRows {
    private static final double NOISE = 0.1;
    private static final int NULLS = 10;
    private static final double DEFAULT_SPAN = 100;
    private static final long DAY = 86_400;
    private static final double FIRST_DAY = LocalDate.of(2020, 1, 1).toEpochDay();

    private final DataContract contract;

    private ContractRows(DataContract contract) {
        this.contract = contract;
    }

    /** Rows of a contract whose columns are scalars or decimals. */
    public static ContractRows of(DataContract contract) {
        return new ContractRows(contract);
    }

    /** The rows as a Spark dataset, in one partition. */
    public Dataset<Row> dataset(SparkSession spark, int count, long seed) {
        StructType schema = (StructType) DataType.fromJson(contract.schemaJson());
        return spark.createDataFrame(rows(count, seed), schema).coalesce(1);
    }

    /**
     * The rows, each with the contract's columns in their order.
     *
     * @throws IllegalArgumentException naming a column whose type or pattern no value can be drawn for
     */
    public List<Row> rows(int count, long seed) {
        Random random = new Random(seed);
        List<Row> rows = new ArrayList<>();
        for (long id = 1; id <= count; id++) {
            double level = random.nextDouble();
            Object[] values = new Object[contract.columns().size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = value(contract.columns().get(i), id, level, random);
            }
            rows.add(RowFactory.create(values));
        }
        return rows;
    }

    private static Object value(ContractColumn column, long id, double level, Random random) {
        return switch (column.role()) {
            case KEY -> column.type() == Scalar.STRING ? "k" + id : typed(column, id);
            case SPLIT -> side(column, id);
            case LABEL -> at(column, level);
            default -> {
                double noisy = Math.max(0, Math.min(0.999_999, level + NOISE * random.nextGaussian()));
                yield column.nullable() && random.nextInt(NULLS) == 0 ? null : at(column, noisy);
            }
        };
    }

    private static String side(ContractColumn column, long id) {
        boolean isValidated = column.values().allowed().contains("validation");
        return id % 3 < 2 ? "train" : isValidated && id % 6 == 5 ? "validation" : "test";
    }

    /** The value of a column at a level from 0 to 1: the lowest to the highest, or the first to the last. */
    private static Object at(ContractColumn column, double level) {
        List<String> allowed = List.copyOf(column.values().allowed());
        if (!allowed.isEmpty()) {
            String text = allowed.get((int) (level * allowed.size()));
            return column.type() == Scalar.STRING
                    ? text
                    : column.type() == Scalar.BOOLEAN ? Boolean.valueOf(text) : typed(column, Double.parseDouble(text));
        }
        if (column.type() == Scalar.STRING) {
            return text(column, level);
        }
        if (column.type() == Scalar.BOOLEAN) {
            return level >= 0.5;
        }
        if (column.type().isTemporal()) {
            return moment(column, FIRST_DAY + level * 1000);
        }
        double low = column.values().min() == null
                ? Math.min(0, number(column.values().max(), DEFAULT_SPAN) - DEFAULT_SPAN)
                : number(column.values().min(), 0);
        double high = number(column.values().max(), low + DEFAULT_SPAN);
        return typed(column, low + level * (high - low));
    }

    private static double number(Bound bound, double otherwise) {
        return bound == null ? otherwise : bound.value().doubleValue();
    }

    private static Object typed(ContractColumn column, double number) {
        if (column.type() instanceof ColumnType.Decimal decimal) {
            return BigDecimal.valueOf(number).setScale(decimal.scale(), RoundingMode.DOWN);
        }
        if (column.type() instanceof Scalar scalar) {
            switch (scalar) {
                case INTEGER:
                    return (int) Math.round(number);
                case LONG:
                    return Math.round(number);
                case FLOAT:
                    return (float) number;
                case DOUBLE:
                    return number;
                case STRING:
                    return Double.toString(number);
                default:
                    break;
            }
        }
        throw new IllegalArgumentException("column " + column.name() + " is " + column.type()
                + ", of which no values can be generated. Write rows of your own for this test.");
    }

    private static Object moment(ContractColumn column, double day) {
        Instant instant = Instant.ofEpochSecond((long) (day * DAY));
        return switch ((Scalar) column.type()) {
            case DATE -> java.sql.Date.valueOf(LocalDate.ofEpochDay((long) day));
            case TIMESTAMP -> Timestamp.from(instant);
            default -> LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        };
    }

    private static String text(ContractColumn column, double level) {
        String text = "v" + (int) (level * 8);
        if (column.values().pattern().isEmpty()
                || Pattern.matches(column.values().pattern(), text)) {
            return text;
        }
        throw new IllegalArgumentException("column " + column.name() + " has the pattern "
                + column.values().pattern()
                + ", for which no values can be generated. Write rows of your own for this test.");
    }
}
