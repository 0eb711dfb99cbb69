package dev.lastmile.onnx.spark.internal.parity;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Rows at the far ends of what a column can hold, made from ordinary rows and a seed.
 *
 * <p>For each column there is one row with each of its extreme values, and there are some rows in which many columns
 * have one. An infinite or missing number in a vector leaves at least one other number: a graph takes a vector of NaN
 * only for a null one.
 */
final class ExtremeRows {
    /** Rows in which many columns are extreme. */
    private static final int MIXED = 24;
    /** So many of a model's own numbers are tried in a column. */
    private static final int MODEL_NUMBERS = 16;

    private static final double[] NUMBERS = {
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        0.0,
        -0.0,
        1e300,
        -1e300,
        1e-300,
        -1e-300,
        Double.MIN_VALUE,
        1e9,
        -1e9,
        1e-9,
        16777217
    };
    private static final long[] WHOLE_NUMBERS = {
        0, 1, -1, Byte.MAX_VALUE, Short.MIN_VALUE, 16777217, Integer.MAX_VALUE, Integer.MIN_VALUE, 1L << 53
    };
    private static final String[] STRINGS = {
        "", " ", "unseen category", "naïve café", "ß", "日本語", "😀", "e\u0301", "\u0000", "NaN", "null", "0"
    };

    private final List<Row> sample;
    private final StructType schema;
    private final List<Double> numbers;
    private final Random random;

    /**
     * @param sample at least one row
     * @param numbers of a model, among which its thresholds are
     */
    ExtremeRows(List<Row> sample, StructType schema, List<Double> numbers, long seed) {
        this.sample = sample;
        this.schema = schema;
        this.numbers = numbers;
        this.random = new Random(seed);
    }

    /**
     * The rows, without those of the sample.
     *
     * @param columns that take extreme values; all others keep those of a row of the sample
     * @param neverNull columns that take no null even if the schema allows one
     */
    List<Row> of(List<String> columns, Set<String> neverNull) {
        List<Row> rows = new ArrayList<>();
        List<List<Object>> extremes = new ArrayList<>();
        for (String column : columns) {
            List<Object> values = extremes(column, neverNull);
            extremes.add(values);
            for (Object value : values) {
                Object[] row = ordinary();
                row[schema.fieldIndex(column)] = value;
                rows.add(RowFactory.create(row));
            }
        }
        for (int i = 0; i < MIXED; i++) {
            Object[] row = ordinary();
            for (int column = 0; column < columns.size(); column++) {
                if (random.nextBoolean() && !extremes.get(column).isEmpty()) {
                    row[schema.fieldIndex(columns.get(column))] = one(extremes.get(column));
                }
            }
            rows.add(RowFactory.create(row));
        }
        return rows;
    }

    private List<Object> extremes(String column, Set<String> neverNull) {
        StructField field = schema.apply(column);
        DataType type = field.dataType();
        List<Object> values = new ArrayList<>();
        if (field.nullable() && !neverNull.contains(column)) {
            values.add(null);
        }
        if (type.equals(DataTypes.DoubleType)) {
            values.addAll(doubles(column));
        } else if (type.equals(DataTypes.FloatType)) {
            doubles(column).forEach(value -> values.add(value.floatValue()));
        } else if (type.equals(DataTypes.StringType)) {
            values.addAll(Arrays.asList(STRINGS));
        } else if (type.equals(DataTypes.BooleanType)) {
            values.addAll(List.of(true, false));
        } else if (type.equals(SQLDataTypes.VectorType())) {
            values.addAll(vectors(column));
        } else if (type instanceof DecimalType decimal) {
            values.addAll(decimals(decimal));
        } else if (type.equals(DataTypes.DateType)) {
            values.addAll(ExtremeDates.dates());
        } else if (type.equals(DataTypes.TimestampType)) {
            values.addAll(ExtremeDates.timestamps());
        } else {
            for (long value : WHOLE_NUMBERS) {
                add(values, type, value);
            }
        }
        return values;
    }

    private static void add(List<Object> values, DataType type, long value) {
        if (type.equals(DataTypes.LongType)) {
            values.add(value);
        } else if (type.equals(DataTypes.IntegerType) && value == (int) value) {
            values.add((int) value);
        } else if (type.equals(DataTypes.ShortType) && value == (short) value) {
            values.add((short) value);
        } else if (type.equals(DataTypes.ByteType) && value == (byte) value) {
            values.add((byte) value);
        }
    }

    private static List<Object> decimals(DecimalType type) {
        BigDecimal most =
                BigDecimal.TEN.pow(type.precision()).subtract(BigDecimal.ONE).movePointLeft(type.scale());
        return List.of(
                most,
                most.negate(),
                BigDecimal.ZERO.setScale(type.scale(), RoundingMode.UNNECESSARY),
                BigDecimal.ONE.movePointLeft(type.scale()));
    }

    private List<Double> doubles(String column) {
        List<Double> values = new ArrayList<>();
        for (double value : NUMBERS) {
            values.add(value);
        }
        int at = schema.fieldIndex(column);
        values.addAll(near(number(at), number(at)));
        return values;
    }

    /** An ordinary number's neighbours, and what lies between two of them, where trees split. */
    private List<Double> near(double one, double other) {
        double middle = (one + other) / 2;
        List<Double> values = new ArrayList<>(List.of(
                -one,
                (double) (float) one,
                Math.nextUp(one),
                Math.nextDown(one),
                middle,
                Math.nextUp(middle),
                Math.nextDown(middle)));
        List<Double> some = new ArrayList<>(numbers);
        Collections.shuffle(some, random);
        for (double number : some.subList(0, Math.min(MODEL_NUMBERS, some.size()))) {
            values.addAll(List.of(number, Math.nextUp(number), Math.nextDown(number)));
        }
        return values;
    }

    private List<Object> vectors(String column) {
        int at = schema.fieldIndex(column);
        List<Object> values = new ArrayList<>();
        double[] known = vector(at);
        if (known == null || known.length == 0) {
            return values;
        }
        for (double extreme : NUMBERS) {
            values.add(replaced(at, extreme));
        }
        double[] one = vector(at);
        double[] other = vector(at);
        for (int i = 0; i < known.length; i++) {
            for (double value : near(one[i], other[i])) {
                double[] replaced = vector(at);
                replaced[i] = value;
                values.add(Vectors.dense(replaced));
            }
        }
        values.add(Vectors.dense(new double[known.length]));
        values.add(Vectors.sparse(known.length, new int[0], new double[0]));
        values.add(Vectors.dense(vector(at)).toSparse());
        double[] huge = new double[known.length];
        Arrays.fill(huge, 1e300);
        values.add(Vectors.dense(huge));
        return values;
    }

    private Object replaced(int at, double extreme) {
        double[] values = vector(at);
        if (values.length > 1 || Double.isFinite(extreme)) {
            values[random.nextInt(values.length)] = extreme;
        }
        return Vectors.dense(values);
    }

    private Object[] ordinary() {
        Row row = one(sample);
        Object[] values = new Object[row.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = row.get(i);
        }
        return values;
    }

    // 1 where the sample has no such number.
    private double number(int column) {
        return one(sample).get(column) instanceof Number number ? number.doubleValue() : 1;
    }

    // Null where the sample has no vector.
    private double[] vector(int column) {
        List<Row> known =
                sample.stream().filter(row -> row.get(column) instanceof Vector).toList();
        return known.isEmpty()
                ? null
                : one(known).<Vector>getAs(column).toArray().clone();
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
