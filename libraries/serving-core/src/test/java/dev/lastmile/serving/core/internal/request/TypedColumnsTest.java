package dev.lastmile.serving.core.internal.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.serving.core.internal.chain.InputColumn;
import dev.lastmile.serving.core.internal.chain.InputColumn.Type;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Booleans, dates and timestamps of requests. */
class TypedColumnsTest {
    @Test
    void booleansOfEveryOriginAreTheSame() {
        ColumnReader reader = reader(Type.BOOLEAN, ElementType.BOOL, true);
        json(reader, "true", 0);
        json(reader, "false", 1);
        reader.csv("true", 2);
        reader.csv(" False ", 3);
        reader.bool(true, 4);

        assertThat(((Column.Booleans) column(reader, 5)).values()).containsExactly(true, false, true, false, true);
    }

    @Test
    void optionalBooleansAreNumbersToo() {
        ColumnReader reader = reader(Type.BOOLEAN, ElementType.DOUBLE, false);
        json(reader, "true", 0);
        json(reader, "null", 1);
        json(reader, "0", 2);
        json(reader, "1.0", 3);
        reader.csv("", 4);
        reader.csv("1.0", 5);
        reader.csv("FALSE", 6);
        reader.number(Double.NaN, 7);
        reader.integer(1, 8);

        assertThat(((Column.Doubles) column(reader, 10)).values())
                .containsExactly(1, Double.NaN, 0, 1, Double.NaN, 1, 0, Double.NaN, 1, Double.NaN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-02-29", "0001-01-01", "9999-12-31", "1969-12-31", "1582-10-10"})
    void datesAreDays(String date) {
        double days = LocalDate.parse(date).toEpochDay();
        ColumnReader required = reader(Type.DATE, ElementType.INT64, true);
        json(required, '"' + date + '"', 0);
        required.csv(date, 1);
        required.text(date, 2);
        ColumnReader optional = reader(Type.DATE, ElementType.DOUBLE, false);
        json(optional, '"' + date + '"', 0);
        json(optional, "null", 1);
        optional.csv("NaT", 2);

        assertThat(((Column.Longs) column(required, 3)).values()).containsOnly((long) days);
        assertThat(((Column.Doubles) column(optional, 3)).values()).containsExactly(days, Double.NaN, Double.NaN);
    }

    @ParameterizedTest
    @CsvSource({
        "2024-02-29T12:30:00Z, 2024-02-29T12:30:00Z",
        "2024-02-29T12:30Z, 2024-02-29T12:30:00Z",
        "2024-02-29 12:30:00.123456+00:00, 2024-02-29T12:30:00.123456Z",
        "2024-03-31T02:30:00+01:00, 2024-03-31T01:30:00Z",
        "2024-10-27T02:30:00+02:00, 2024-10-27T00:30:00Z",
        "1969-12-31T23:59:59.999999Z, 1969-12-31T23:59:59.999999Z",
        "2024-01-01T00:00:00.123456789Z, 2024-01-01T00:00:00.123456Z",
        "1969-12-31T23:59:59.9999999Z, 1969-12-31T23:59:59.999999Z",
        "9999-12-31T23:59:59-00:00, 9999-12-31T23:59:59Z",
        "0001-01-01T00:00:00+00:00, 0001-01-01T00:00:00Z"
    })
    void timestampsAreMicroseconds(String text, Instant expected) {
        long micros = expected.getEpochSecond() * 1_000_000 + expected.getNano() / 1000;
        ColumnReader required = reader(Type.TIMESTAMP, ElementType.INT64, true);
        json(required, '"' + text + '"', 0);
        required.csv(text, 1);
        required.text(text, 2);
        ColumnReader optional = reader(Type.TIMESTAMP, ElementType.DOUBLE, false);
        json(optional, '"' + text + '"', 0);

        assertThat(((Column.Longs) column(required, 3)).values()).containsOnly(micros);
        assertThat(((Column.Doubles) column(optional, 2)).values()).containsExactly(micros, Double.NaN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "BOOLEAN   | BOOL   | 1      | is 1, a number; the model takes a boolean.",
                "BOOLEAN   | BOOL   | 'true' | is \"true\", a string; the model takes a boolean.",
                "BOOLEAN   | BOOL   | null   | is null; the model needs a boolean in every row.",
                "BOOLEAN   | DOUBLE | 2      | is 2, a number; the model takes a boolean.",
                "DOUBLE    | DOUBLE | true   | is true, a boolean; the model takes a double.",
                "INTEGER   | INT32  | 3e9    | is 3.0E9, a number; the model takes an integer.",
                "LONG      | DOUBLE | 9007199254740993.0 | is 9007199254740993; the model takes it as a 64-bit floating point",
                "LONG      | INT64  | 5.0000000000000000001 | is 5.0000000000000000001, a number; the model takes a long.",
                "LONG      | INT64  | 1e-400 | is 1e-400, a number; the model takes a long.",
                "LONG      | INT64  | 9223372036854775808 | is 9223372036854775808, a number; the model takes a long.",
                "LONG      | DOUBLE | 3.5    | is 3.5, a number; the model takes a long.",
                "DATE      | INT64  | 19782  | is 19782, a number; the model takes a date such as 2024-02-29.",
                "DATE      | INT64  | '2023-02-29' | is \"2023-02-29\", a string; the model takes a date such as 2024-02-29.",
                "DATE      | INT64  | '29.02.2024' | is \"29.02.2024\", a string; the model takes a date such as",
                "DATE      | INT64  | '2024-02-29T00:00:00Z' | is \"2024-02-29T00:00:00Z\", a string; the model takes a date",
                "DATE      | INT64  | '0000-12-31' | is \"0000-12-31\", outside of the years 0001 to 9999; the model takes",
                "TIMESTAMP | INT64  | '2024-02-29T12:30:00' | is \"2024-02-29T12:30:00\", a timestamp without offset; the model"
                        + " takes a timestamp in ISO 8601 with offset, such as 2024-02-29T12:30:00Z.",
                "TIMESTAMP | INT64  | '2024-02-29' | is \"2024-02-29\", a string; the model takes a timestamp in ISO 8601",
                "TIMESTAMP | INT64  | '2024-02-29T12:30:61Z' | is \"2024-02-29T12:30:61Z\", a string; the model takes",
                "TIMESTAMP | INT64  | 1709209800000 | is 1709209800000, a number; the model takes a timestamp in ISO",
                "TIMESTAMP | INT64  | '+12024-02-29T12:30:00Z' | is \"+12024-02-29T12:30:00Z\", outside of the years",
                "TIMESTAMP | DOUBLE | '2255-06-05T23:47:34.740993Z' | is \"2255-06-05T23:47:34.740993Z\"; the model takes it as"
                        + " a 64-bit floating point number, which does not have all microseconds before 1684 and after 2255."
            })
    void jsonThatDoesNotFitIsNamed(Type type, ElementType tensor, String json, String message) {
        ColumnReader reader = reader(type, tensor, true);

        json(reader, json.replace('\'', '"'), 0);

        assertThat(reader.problem()).hasMessageStartingWith("Column a, row 0 (counted from 0), " + message);
    }

    @Test
    void csvThatDoesNotFitIsNamed() {
        ColumnReader bool = reader(Type.BOOLEAN, ElementType.BOOL, true);
        bool.csv("yes", 0);
        ColumnReader date = reader(Type.DATE, ElementType.INT64, true);
        date.csv("20240229", 0);

        assertThat(bool.problem()).hasMessageEndingWith("is \"yes\", a string; the model takes a boolean.");
        assertThat(date.problem())
                .hasMessageEndingWith("is \"20240229\", a string; the model takes a date such as 2024-02-29.");
    }

    @Test
    void examplesHaveDatesAndTimestampsAsText() {
        List<InputColumn> inputs = List.of(
                new InputColumn("d", Type.DATE, ElementType.DOUBLE, false),
                new InputColumn("t", Type.TIMESTAMP, ElementType.INT64, true),
                new InputColumn("n", Type.LONG, ElementType.INT64, true));
        Batch rows = Batch.of(Map.of(
                "d", new Column.Doubles(new double[] {-1, Double.NaN}),
                "t", new Column.Longs(new long[] {-1, 1_000_000}),
                "n", new Column.Longs(new long[] {1, 2})));

        Batch texts = Iso8601.texts(inputs, rows);

        assertThat(((Column.Strings) texts.column("d")).values()).containsExactly("1969-12-31", null);
        assertThat(((Column.Strings) texts.column("t")).values())
                .containsExactly("1969-12-31T23:59:59.999999Z", "1970-01-01T00:00:01Z");
        assertThat(texts.column("n")).isSameAs(rows.column("n"));
    }

    private static ColumnReader reader(Type type, ElementType tensor, boolean required) {
        return ColumnReader.of(new InputColumn("a", type, tensor, required), ReadLimits.none(), 1);
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
