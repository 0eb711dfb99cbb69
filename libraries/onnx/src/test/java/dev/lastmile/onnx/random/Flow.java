package dev.lastmile.onnx.random;

import dev.lastmile.onnx.fixture.TestSpark;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns that a stage can read: the rows' own and those of the stages before it, with the rows to fit it on. */
final class Flow {
    /** Wider vectors are of no more use, and slow. */
    private static final int WIDEST = 16;

    private static final int FEWEST_ROWS = 10;

    /**
     * A column, and what its training rows say of it.
     *
     * @param width of a vector; 0 for anything else
     * @param values all its numbers
     */
    record Column(String name, StructField field, boolean made, int width, double[] values) {
        boolean isVector() {
            return width > 0;
        }

        boolean isNumber() {
            return width == 0 && values.length > 0;
        }

        boolean isType(DataType type) {
            return field.dataType().equals(type);
        }

        /** Whether it is a number for Spark, which a boolean is not. */
        boolean isNumeric() {
            return isNumber() && field.dataType() instanceof NumericType;
        }

        /** Whether rows can have a null here, which none that is made has. */
        boolean isNullable() {
            return field.nullable() && !made;
        }

        /** Whether a graph cannot tell its nulls from NaN. */
        boolean isNullableFloating() {
            return isNullable() && (isType(DataTypes.DoubleType) || isType(DataTypes.FloatType));
        }

        boolean isNonNegative() {
            return DoubleStream.of(values).allMatch(value -> value >= 0);
        }

        boolean isZeroOrOne() {
            return DoubleStream.of(values).allMatch(value -> value == 0 || value == 1);
        }

        boolean hasAttributes() {
            return width > 0
                    && AttributeGroup.fromStructField(field).attributes().isDefined();
        }

        /** Whether Spark knows a name for each of its numbers, as of those of a StringIndexer. */
        boolean hasLabels() {
            return Attribute.fromStructField(field) instanceof NominalAttribute nominal
                    && nominal.values().isDefined();
        }

        private boolean isOrdinary() {
            return width <= WIDEST
                    && DoubleStream.of(values).allMatch(value -> Double.isFinite(value) && Math.abs(value) < 1e12);
        }
    }

    private final Random random;
    private final List<Column> columns = new ArrayList<>();
    private final List<String> unsized = new ArrayList<>(List.of("unsized"));
    private Dataset<Row> training;
    private int names;

    Flow(RandomData data, Random random) {
        this.random = random;
        take(data.training(), data.schema());
    }

    /** The rows to fit on, with all columns so far. */
    Dataset<Row> training() {
        return training;
    }

    /** A name for an output. */
    String output(String base) {
        return base + "_" + ++names;
    }

    /** A vector of known size. */
    Column vector() {
        return one(Column::isVector);
    }

    Column vector(Predicate<Column> which) {
        return one(column -> column.isVector() && which.test(column));
    }

    /** A number of any type. */
    Column number(Predicate<Column> which) {
        return one(column -> column.isNumber() && which.test(column));
    }

    /** A column, rather one that a stage has made. */
    Column one(Predicate<Column> which) {
        return find(which).orElseThrow(() -> new NoColumnException("there is no such column yet"));
    }

    /** How many classes a label has. */
    int classes(String label) {
        return 1
                + training.select(label).collectAsList().stream()
                        .mapToInt(row -> (int) row.getDouble(0))
                        .max()
                        .orElseThrow();
    }

    /** Some different columns. */
    List<Column> some(int count, Predicate<Column> which) {
        List<Column> some = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            find(column -> which.test(column) && !some.contains(column)).ifPresent(some::add);
        }
        if (some.isEmpty()) {
            throw new NoColumnException("there are no such columns yet");
        }
        return some;
    }

    /** A vector whose size the schema does not say; it is known from now on. */
    Optional<String> sized() {
        return unsized.isEmpty() ? Optional.empty() : Optional.of(unsized.remove(0));
    }

    /**
     * What a stage may do with invalid rows: no second skip after a VectorIndexer's, as Spark looks at the rows for both
     * at once, and the stages between them fail on the null that the first one would have left out.
     */
    String[] handling(String... values) {
        boolean indexed = columns.stream().anyMatch(column -> column.name().startsWith("indexed"));
        return Arrays.stream(values)
                .filter(value -> !indexed || !value.equals("skip"))
                .toArray(String[]::new);
    }

    /** What a stage makes of the rows; the names of its columns. */
    List<String> add(Transformer model) {
        Dataset<Row> transformed = model.transform(training);
        List<String> before = Arrays.asList(training.schema().fieldNames());
        take(transformed.collectAsList(), transformed.schema());
        return Arrays.stream(training.schema().fieldNames())
                .filter(name -> !before.contains(name))
                .toList();
    }

    /** That no stage had the columns that one asks for. */
    static final class NoColumnException extends RuntimeException {
        private static final long serialVersionUID = 1;

        NoColumnException(String message) {
            super(message);
        }
    }

    private Optional<Column> find(Predicate<Column> which) {
        List<Column> fit = columns.stream()
                .filter(Column::isOrdinary)
                .filter(column -> !unsized.contains(column.name()))
                .filter(which)
                .toList();
        List<Column> made = fit.stream().filter(Column::made).toList();
        List<Column> among = !made.isEmpty() && random.nextInt(4) > 0 ? made : fit;
        return among.isEmpty() ? Optional.empty() : Optional.of(among.get(random.nextInt(among.size())));
    }

    private void take(List<Row> rows, StructType schema) {
        if (rows.size() < FEWEST_ROWS) {
            throw new NoColumnException("only " + rows.size() + " training rows are left");
        }
        boolean first = training == null;
        training = TestSpark.session().createDataFrame(rows, schema);
        List<Column> known = List.copyOf(columns);
        columns.clear();
        for (StructField field : schema.fields()) {
            if (RandomData.TARGETS.contains(field.name())) {
                continue;
            }
            boolean made =
                    !first && known.stream().noneMatch(column -> column.name().equals(field.name()) && !column.made());
            int at = schema.fieldIndex(field.name());
            Object value = rows.get(0).get(at);
            int width = value instanceof Vector vector ? vector.size() : 0;
            double[] values = rows.stream()
                    .map(row -> row.get(at))
                    .flatMapToDouble(Flow::numbers)
                    .toArray();
            columns.add(new Column(field.name(), field, made, width, values));
        }
    }

    /** The numbers in a value of a row. */
    static DoubleStream numbers(Object value) {
        if (value instanceof Vector vector) {
            return DoubleStream.of(vector.toArray());
        } else if (value instanceof Number number) {
            return DoubleStream.of(number.doubleValue());
        }
        return value instanceof Boolean flag ? DoubleStream.of(flag ? 1 : 0) : DoubleStream.empty();
    }
}
