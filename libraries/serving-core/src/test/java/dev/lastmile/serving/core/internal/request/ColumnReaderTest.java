package dev.lastmile.serving.core.internal.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.serving.core.internal.chain.InputColumn;
import dev.lastmile.serving.core.internal.chain.InputColumn.Type;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnReaderTest {
    private static final long MAX_EXACT = 1L << 53;

    @Test
    void valuesOfEveryOriginAreTheSame() {
        ColumnReader reader = reader(Type.DOUBLE, ElementType.DOUBLE, false);
        json(reader, "2.5", 0);
        reader.csv(" 2.5 ", 1);
        reader.number(2.5, 2);
        reader.integer(2, 3);
        json(reader, "null", 4);
        reader.csv("NA", 5);
        reader.number(Double.NaN, 6);

        assertThat(((Column.Doubles) column(reader, 8)).values())
                .containsExactly(2.5, 2.5, 2.5, 2, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }

    @Test
    void integersOfEveryOriginAreTheSame() {
        ColumnReader reader = reader(Type.LONG, ElementType.INT64, true);
        json(reader, "-3", 0);
        json(reader, "-3.0", 1);
        reader.csv("-3", 2);
        reader.csv("-30e-1", 3);
        reader.number(-3, 4);
        reader.integer(-3, 5);
        reader.csv("0e999999999", 6);

        assertThat(((Column.Longs) column(reader, 7)).values()).containsExactly(-3, -3, -3, -3, -3, -3, 0);
    }

    @Test
    void textsOfEveryOriginAreTheSame() {
        ColumnReader reader = reader(Type.STRING, ElementType.STRING, false);
        json(reader, "\"gr\\u00fcn\"", 0);
        reader.csv("grün", 1);
        reader.text("grün", 2);
        reader.csv("NA", 3);
        reader.csv("", 4);
        json(reader, "null", 5);

        assertThat(((Column.Strings) column(reader, 6)).values())
                .containsExactly("grün", "grün", "grün", "NA", null, null);
    }

    @Test
    void vectorsOfEveryOriginAreTheSame() {
        for (ElementType tensor : new ElementType[] {ElementType.DOUBLE, ElementType.FLOAT}) {
            ColumnReader reader = vector(tensor);
            json(reader, "[1, 2.5]", 0);
            reader.element(1, 1, 0);
            reader.element(2.5, 1, 1);

            Column column = column(reader, 2);

            if (tensor == ElementType.DOUBLE) {
                assertThat(((Column.DoubleVectors) column).flat()).containsExactly(1, 2.5, 1, 2.5);
            } else {
                assertThat(((Column.FloatVectors) column).flat()).containsExactly(1f, 2.5f, 1f, 2.5f);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "DOUBLE  | DOUBLE | 'x'                 | is \"x\", a string; the model takes a double.",
                "DOUBLE  | DOUBLE | -1e999              | is -Infinity; the model takes finite numbers.",
                "DOUBLE  | FLOAT  | 1e39                | is 1.0E39; the model takes finite numbers.",
                "FLOAT   | FLOAT  | {'a': [1, 'b']}     | is {\"a\":[1,\"b\"]}, an object; the model takes a float.",
                "LONG    | INT64  | 9223372036854775808 | is 9223372036854775808, a number; the model takes a long.",
                "LONG    | INT64  | 9.3e18              | is 9.3E18, a number; the model takes a long.",
                "LONG    | INT64  | NaN                 | is NaN, a number; the model takes a long.",
                "LONG    | DOUBLE | 9007199254740993    | is 9007199254740993; the model takes it as a 64-bit floating",
                "LONG    | DOUBLE | 3.5                 | is 3.5, a number; the model takes a long.",
                "INTEGER | INT64  | -2147483649         | is -2147483649, a number; the model takes an integer.",
                "INTEGER | INT64  | 2147483648.0        | is 2.147483648E9, a number; the model takes an integer.",
                "STRING  | STRING | -0                  | is 0, a number; the model takes a string.",
                "STRING  | STRING | false               | is false, a boolean; the model takes a string."
            })
    void jsonThatDoesNotFitIsNamed(Type type, ElementType tensor, String json, String message) {
        ColumnReader reader = reader(type, tensor, true);

        json(reader, json.replace('\'', '"'), 7);

        assertThat(reader.problem()).hasMessageStartingWith("Column a, row 0 (counted from 0), is missing");

        reader = reader(type, tensor, true);
        json(reader, json.replace('\'', '"'), 0);
        assertThat(reader.problem()).hasMessageContaining("Column a, row 0 (counted from 0), " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "DOUBLE  | DOUBLE | 1e400         | is 1E+400; the model takes finite numbers.",
                "DOUBLE  | DOUBLE | 0x10          | is \"0x10\", a string; the model takes a double.",
                "DOUBLE  | DOUBLE | 1e99999999999 | is \"1e99999999999\", a string; the model takes a double.",
                "LONG    | INT64  | 1e999999999   | is 1E+999999999, a number; the model takes a long.",
                "LONG    | INT64  | 1e-999999999  | is 1E-999999999, a number; the model takes a long.",
                "INTEGER | INT64  | 2147483648    | is 2147483648, a number; the model takes an integer."
            })
    void csvThatDoesNotFitIsNamed(Type type, ElementType tensor, String field, String message) {
        ColumnReader reader = reader(type, tensor, true);

        reader.csv(field, 0);

        assertThat(reader.problem()).hasMessage("Column a, row 0 (counted from 0), " + message);
    }

    @Test
    void digitsThatAreTooManyAreShown() {
        ColumnReader reader = reader(Type.DOUBLE, ElementType.DOUBLE, true);
        json(reader, "1".repeat(400), 0);

        assertThat(reader.problem())
                .hasMessageContaining("is " + "1".repeat(60) + "…; the model takes finite numbers.");
    }

    @Test
    void aNumberWithMoreDigitsThanJsonAllowsIsATextInCsv() {
        ColumnReader reader = reader(Type.DOUBLE, ElementType.DOUBLE, true);
        reader.csv("1".repeat(1001), 0);

        assertThat(reader.problem()).hasMessageEndingWith("…, a string; the model takes a double.");
    }

    @Test
    void tensorsKeepTheirExactness() {
        ColumnReader floats = reader(Type.FLOAT, ElementType.FLOAT, true);
        floats.number(0.5, 0);
        floats.integer(16_777_216, 1);
        assertThat(((Column.Floats) column(floats, 2)).values()).containsExactly(0.5f, 16_777_216f);

        floats.integer(16_777_217, 2);
        assertThat(floats.problem())
                .hasMessage("Column a, row 2 (counted from 0), is 1.6777217E7, which a 32-bit floating point number"
                        + " cannot represent exactly. Send it as FP32.");

        ColumnReader doubles = reader(Type.DOUBLE, ElementType.DOUBLE, true);
        doubles.integer(-MAX_EXACT, 0);
        doubles.integer(MAX_EXACT + 1, 1);
        assertThat(doubles.problem()).hasMessageContaining("row 1 (counted from 0), is 9007199254740993");

        ColumnReader integers = reader(Type.INTEGER, ElementType.INT64, true);
        integers.integer(Integer.MIN_VALUE, 0);
        integers.integer(Integer.MIN_VALUE - 1L, 1);
        assertThat(integers.problem()).hasMessageContaining("is -2147483649, a number; the model takes an integer.");

        ColumnReader longs = reader(Type.LONG, ElementType.INT64, true);
        longs.number(-0x1p63, 0);
        longs.number(0x1p63, 1);
        assertThat(longs.problem()).hasMessageContaining("row 1 (counted from 0), is 9.223372036854776E18, a number");
    }

    @Test
    void valuesOfAnotherKindDoNotFit() {
        ColumnReader text = reader(Type.STRING, ElementType.STRING, true);
        text.integer(5, 0);
        assertThat(text.problem()).hasMessageContaining("is 5, a number; the model takes a string.");

        ColumnReader number = reader(Type.DOUBLE, ElementType.DOUBLE, true);
        number.text("5", 0);
        assertThat(number.problem()).hasMessageContaining("is \"5\", a string; the model takes a double.");

        ColumnReader vector = vector(ElementType.DOUBLE);
        vector.csv("5", 0);
        assertThat(vector.problem()).hasMessageContaining("is 5, a number; the model takes a list of 2 numbers.");
        vector = vector(ElementType.DOUBLE);
        vector.csv("", 0);
        assertThat(vector.problem()).hasMessageContaining("is null; the model needs a list of 2 numbers in every row.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[1]              | has 1 values; the model takes a list of 2 numbers.",
                "['a', 1, 2]      | has 3 values; the model takes a list of 2 numbers.",
                "[1, 'a']         | has \"a\" at index 1 (counted from 0); the model takes finite numbers.",
                "[[1, 2], 1]      | has [1,2] at index 0 (counted from 0); the model takes finite numbers.",
                "[NaN, 1]         | has NaN at index 0 (counted from 0); the model takes finite numbers.",
                "5                | is 5, a number; the model takes a list of 2 numbers.",
                "null             | is null; the model needs a list of 2 numbers in every row."
            })
    void aVectorThatDoesNotFitIsNamed(String json, String message) {
        ColumnReader reader = vector(ElementType.FLOAT);

        json(reader, json.replace('\'', '"'), 0);

        assertThat(reader.problem()).hasMessage("Column a, row 0 (counted from 0), " + message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "x\\ud800y", "\\udc00", "\\udc00\\ud800", "\\ud83d\\ude42\\ud83d"})
    void halfOfASurrogatePairIsNotText(String text) {
        ColumnReader reader = reader(Type.STRING, ElementType.STRING, true);

        json(reader, '"' + text + '"', 0);

        assertThat(reader.problem())
                .hasMessage("Column a, row 0 (counted from 0), has half of a surrogate pair, which no Unicode text"
                        + " contains. Send valid Unicode.");
    }

    @Test
    void aWholePairIsText() {
        ColumnReader reader = reader(Type.STRING, ElementType.STRING, true);
        json(reader, "\"\\ud83d\\ude42\"", 0);

        assertThat(((Column.Strings) column(reader, 1)).values()).containsExactly("🙂");
    }

    @Test
    void theFirstProblemIsKeptAndTheRestIsSkipped() {
        ColumnReader reader = reader(Type.LONG, ElementType.INT64, true);
        json(reader, "1.5", 0);
        json(reader, "[[1], {}]", 1);
        reader.csv("x", 2);

        assertThat(reader.problem()).hasMessageContaining("row 0 (counted from 0), is 1.5");
    }

    private static ColumnReader reader(Type type, ElementType tensor, boolean required) {
        return ColumnReader.of(new InputColumn("a", type, tensor, required), ReadLimits.none(), 1);
    }

    private static ColumnReader vector(ElementType tensor) {
        return ColumnReader.of(new InputColumn("a", Type.DOUBLE, tensor, true, 2), ReadLimits.none(), 1);
    }

    private static void json(ColumnReader reader, String json, int row) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        RequestJson.read(body, body.length, parser -> {
            reader.json(parser, row);
            return null;
        });
    }

    private static Column column(ColumnReader reader, int rows) {
        reader.finish(rows);
        assertThat(reader.problem()).isNull();
        return reader.column(rows);
    }
}
