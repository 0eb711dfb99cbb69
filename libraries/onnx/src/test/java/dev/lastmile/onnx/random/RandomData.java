package dev.lastmile.onnx.random;

import dev.lastmile.onnx.fixture.TestSpark;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.attribute.NumericAttribute;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructType;

/**
 * Rows from a seed: columns of every type that a stage reads, each of a distribution of its own, and labels that depend
 * on them. All of them are ordinary: nothing is missing or infinite, so that any stage can be fitted.
 */
final class RandomData {
    /** Labels and what else is there for fitting, which no stage reads as a feature. */
    static final List<String> TARGETS = List.of("y", "positive", "kind", "two", "censor", "weight", "offset");

    private static final int TRAINING = 40;
    private static final int HELD_OUT = 24;
    private static final int WIDTH = 3;
    private static final String[] WORDS = {"red", "green", "", "naïve", "日本", "blue"};

    private enum Shape {
        ORDINARY,
        SKEWED,
        HUGE,
        TINY,
        FAR_FROM_ZERO,
        ZEROS,
        TENTHS
    }

    private final Random random;
    private final StructType schema;
    private final Shape[] shapes = new Shape[WIDTH + 2];
    private final boolean singleClass;
    private final List<Row> training;
    private final List<Row> heldOut;

    RandomData(Random random) {
        this.random = random;
        for (int i = 0; i < shapes.length; i++) {
            shapes[i] = Shape.values()[random.nextInt(Shape.values().length)];
        }
        this.singleClass = random.nextInt(20) == 0;
        this.schema = schema();
        this.training = rows(TRAINING, false);
        this.heldOut = rows(HELD_OUT, true);
    }

    StructType schema() {
        if (schema != null) {
            return schema;
        }
        NominalAttribute kinds = NominalAttribute.defaultAttr().withValues(new String[] {"a", "b", "ü", "d"});
        return new StructType()
                .add("d0", DataTypes.DoubleType, random.nextBoolean())
                .add("d1", DataTypes.DoubleType, random.nextBoolean())
                .add("d2", DataTypes.DoubleType, false)
                .add("f", DataTypes.FloatType, random.nextBoolean())
                .add("i", DataTypes.IntegerType, random.nextBoolean())
                .add("n", DataTypes.LongType, false)
                .add("flag", DataTypes.BooleanType, random.nextBoolean())
                .add("m", new org.apache.spark.sql.types.DecimalType(10, 3), random.nextBoolean())
                .add("c", DataTypes.DoubleType, false, kinds.withName("c").toMetadata())
                .add("v", vector(), random.nextBoolean(), attributes("v"))
                .add("unsized", vector(), random.nextBoolean())
                .add("counts", vector(), random.nextBoolean(), attributes("counts"))
                .add("bits", vector(), random.nextBoolean(), attributes("bits"))
                .add("s", DataTypes.StringType, random.nextBoolean())
                .add("word", DataTypes.StringType, false)
                .add("born", DataTypes.DateType, shapes[0].ordinal() % 2 == 0)
                .add("seen", DataTypes.TimestampType, shapes[1].ordinal() % 2 == 0)
                .add("y", DataTypes.DoubleType, false)
                .add("positive", DataTypes.DoubleType, false)
                .add("kind", DataTypes.DoubleType, false)
                .add("two", DataTypes.DoubleType, false)
                .add("censor", DataTypes.DoubleType, false)
                .add("weight", DataTypes.DoubleType, false)
                .add("offset", DataTypes.DoubleType, false);
    }

    /** Rows to fit on. */
    List<Row> training() {
        return training;
    }

    /** Rows of the same distributions, some between those for fitting. */
    Dataset<Row> heldOut() {
        return TestSpark.session().createDataFrame(heldOut, schema);
    }

    private List<Row> rows(int count, boolean between) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(row(i, between));
        }
        return rows;
    }

    private Row row(int i, boolean between) {
        double a = random.nextGaussian();
        double b = random.nextGaussian();
        double c = random.nextGaussian();
        double score = a + b / 2 + random.nextGaussian() / 5;
        double[] counts = new double[WIDTH];
        double[] bits = new double[WIDTH];
        for (int j = 0; j < WIDTH; j++) {
            counts[j] = random.nextInt(5);
            bits[j] = random.nextInt(2);
        }
        // Each class of the first rows, whatever the score is: no stage learns of a class that has no row.
        double kind = singleClass ? 0 : i < 3 ? i : score < -1 ? 0 : score < 0.5 ? 1 : 2;
        return RowFactory.create(
                shaped(0, a, between),
                shaped(1, b, between),
                shaped(2, c, between),
                (float) a,
                (int) Math.round(5 * b),
                Math.round(10 * c),
                a > 0,
                BigDecimal.valueOf(100 * b).setScale(3, RoundingMode.HALF_UP),
                (double) random.nextInt(4),
                Vectors.dense(shaped(3, a, between), shaped(4, c, between), b),
                Vectors.dense(b, shaped(2, c, between)),
                Vectors.dense(counts),
                Vectors.dense(bits),
                WORDS[random.nextInt(WORDS.length)],
                WORDS[i % 3],
                LocalDate.ofEpochDay((long) (10_000 * b)),
                Instant.ofEpochSecond(1_700_000_000 + (long) (1e8 * c), Math.abs((long) (1e6 * a) % 1_000_000) * 1000),
                score,
                Math.exp(score / 2),
                kind,
                singleClass ? 0.0 : i < 2 ? i : score > 0 ? 1.0 : 0.0,
                i % 4 == 0 ? 0.0 : 1.0,
                0.5 + random.nextInt(3),
                a / 4);
    }

    private double shaped(int column, double gaussian, boolean between) {
        return switch (shapes[column]) {
            case ORDINARY -> gaussian;
            case SKEWED -> Math.exp(3 * gaussian);
            case HUGE -> 1e8 * gaussian;
            case TINY -> 1e-8 * gaussian;
            case FAR_FROM_ZERO -> 1e6 + gaussian;
            case ZEROS -> gaussian > 0.5 ? gaussian : gaussian > 0 ? 0.0 : -0.0;
            case TENTHS -> between ? Math.round(gaussian * 20) / 20.0 : Math.round(gaussian * 10) / 10.0;
        };
    }

    private static DataType vector() {
        return SQLDataTypes.VectorType();
    }

    private static Metadata attributes(String name) {
        Attribute[] attributes = new Attribute[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            attributes[i] = NumericAttribute.defaultAttr().withName(name + i).withIndex(i);
        }
        return new AttributeGroup(name, attributes).toMetadata();
    }
}
