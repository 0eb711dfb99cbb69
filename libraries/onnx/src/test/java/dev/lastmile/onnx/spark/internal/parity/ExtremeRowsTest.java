package dev.lastmile.onnx.spark.internal.parity;

import static dev.lastmile.onnx.fixture.TestSpark.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class ExtremeRowsTest {
    private static final StructType SCHEMA = new StructType()
            .add("d", "double", true)
            .add("never_null", "double", false)
            .add("f", "float", true)
            .add("i", "int", true)
            .add("b", "byte", false)
            .add("flag", "boolean", true)
            .add("m", DataTypes.createDecimalType(4, 1), true)
            .add("s", "string", true)
            .add("v", SQLDataTypes.VectorType(), true)
            .add("label", "double", true);
    private static final List<String> COLUMNS =
            Arrays.asList(SCHEMA.fieldNames()).subList(0, 9);
    private static final List<Row> SAMPLE = List.of(
            sample(1.25, 0.1f, 3, "red", Vectors.dense(1, 2), 7.0),
            sample(2.75, 0.3f, 4, "blue", Vectors.dense(3, 5), 8.0));

    private static final List<Row> ROWS = rows(1);

    @Test
    void numbersAreNaNInfiniteHugeTinyAndZerosOfBothSigns() {
        assertThat(values("never_null"))
                .contains(
                        Double.NaN,
                        Double.POSITIVE_INFINITY,
                        Double.NEGATIVE_INFINITY,
                        1e300,
                        Double.MIN_VALUE,
                        0.0,
                        -0.0);
        assertThat(values("f")).contains(Float.NaN, Float.POSITIVE_INFINITY, -0.0f);
        assertThat(values("i")).contains(Integer.MIN_VALUE, Integer.MAX_VALUE, 0, -1);
        assertThat(values("b")).contains((byte) 127, (byte) -1);
        assertThat(values("m")).contains(new BigDecimal("999.9"), new BigDecimal("-999.9"), new BigDecimal("0.1"));
    }

    @Test
    void numbersLieAtAModelsOwnNumbersAndBesideThem() {
        assertThat(values("d")).contains(0.7, Math.nextUp(0.7), Math.nextDown(0.7));
        assertThat(values("v")).contains(Vectors.dense(0, 0));
        assertThat(values("v").stream().filter(Objects::nonNull).map(value -> ((Vector) value).toArray()))
                .anyMatch(vector -> vector[0] == 0.7)
                .anyMatch(vector -> vector[1] == Math.nextUp(0.7));
    }

    @Test
    void stringsAreEmptyUnknownAndNotAscii() {
        assertThat(values("s")).contains("", "unseen category", "日本語", "😀", null);
    }

    @Test
    void nullsAreWhereTheSchemaAndTheCallerAllowThem() {
        assertThat(values("d")).containsNull();
        assertThat(values("v")).containsNull();
        assertThat(values("never_null")).doesNotContainNull();
        assertThat(values("b")).doesNotContainNull();
        assertThat(new ExtremeRows(SAMPLE, SCHEMA, List.of(), 1)
                        .of(COLUMNS, Set.of("d")).stream().map(row -> row.get(0)))
                .doesNotContainNull();
    }

    @Test
    void otherColumnsKeepTheSamplesValues() {
        assertThat(values("label")).containsOnly(7.0, 8.0);
    }

    @Test
    void noVectorIsOfNaNOnlyWhichAGraphTakesForANull() {
        assertThat(values("v").stream().filter(Objects::nonNull).map(value -> ((Vector) value).toArray()))
                .anyMatch(vector -> Arrays.stream(vector).anyMatch(Double::isNaN))
                .noneMatch(vector -> Arrays.stream(vector).allMatch(Double::isNaN));
    }

    @Test
    void anEqualSeedGivesEqualRows() {
        assertThat(rows(1)).isEqualTo(ROWS);
        assertThat(rows(2)).isNotEqualTo(ROWS);
    }

    @Test
    void aColumnThatTheSampleHasOnlyNullsOfIsLeftAsItIs() {
        List<Row> nulls = List.of(RowFactory.create(null, 1.0, null, null, (byte) 1, null, null, null, null, null));

        assertThat(new ExtremeRows(nulls, SCHEMA, List.of(), 1).of(List.of("v", "d"), Set.of()))
                .extracting(row -> row.get(8))
                .containsOnlyNulls();
    }

    private static List<Row> rows(long seed) {
        return new ExtremeRows(SAMPLE, SCHEMA, List.of(0.7), seed).of(COLUMNS, Set.of());
    }

    private static List<Object> values(String column) {
        int at = SCHEMA.fieldIndex(column);
        return ROWS.stream().map(row -> row.get(at)).collect(Collectors.toCollection(ArrayList::new));
    }

    private static Row sample(double d, float f, int i, String s, Vector v, double label) {
        return RowFactory.create(row(d, d, f, i, (byte) i, true, new BigDecimal("1.5"), s, v, label));
    }
}
