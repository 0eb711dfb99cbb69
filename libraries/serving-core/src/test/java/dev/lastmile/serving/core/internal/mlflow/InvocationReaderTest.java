package dev.lastmile.serving.core.internal.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.internal.chain.InputColumn;
import dev.lastmile.serving.core.internal.chain.InputColumn.Type;
import dev.lastmile.serving.core.internal.request.ReadLimits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InvocationReaderTest {
    private static final InputColumn HEIGHT = new InputColumn("height", Type.DOUBLE, ElementType.DOUBLE, true);
    private static final InputColumn COLOR = new InputColumn("color", Type.STRING, ElementType.STRING, true);
    private static final InputColumn COUNT = new InputColumn("count", Type.LONG, ElementType.INT64, true);
    private static final InvocationReader READER = reader(List.of(HEIGHT, COLOR, COUNT));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'dataframe_split': {'columns': ['height', 'color', 'count'], 'data': [[1.5, 'red', 1], [2, 'blue', 2]]}}",
                "{'dataframe_split': {'columns': ['count', 'height', 'color'], 'index': [7, 8],"
                        + " 'data': [[1, 1.5, 'red'], [2.0, 2, 'blue']]}}",
                "{'dataframe_records': [{'height': 1.5, 'color': 'red', 'count': 1},"
                        + " {'count': 2, 'color': 'blue', 'height': 2}]}",
                "{'dataframe_records': [{'height': 1.5, 'color': 'red', 'count': 1, 'unknown': 'x'},"
                        + " {'count': 2, 'color': 'blue', 'height': 2, 'other': null}]}",
                "{'inputs': {'height': [1.5, 2], 'color': ['red', 'blue'], 'count': [1, 2]}}",
                "{'inputs': [{'height': 1.5, 'color': 'red', 'count': 1}, {'height': 2, 'color': 'blue', 'count': 2}]}",
                "{'instances': [{'height': 1.5, 'color': 'red', 'count': 1},"
                        + " {'height': 2, 'color': 'blue', 'count': 2}]}",
                "{'instances': {'height': [1.5, 2], 'color': ['red', 'blue'], 'count': [1, 2]}}",
                "{'inputs': {'height': [1.5, 2], 'color': ['red', 'blue'], 'count': [1, 2]}, 'params': {'a': 1}}"
            })
    void everyFormReadsAsTheSameColumns(String body) {
        Batch rows = read(READER, body);

        assertThat(rows.rows()).isEqualTo(2);
        assertThat(((Column.Doubles) rows.column("height")).values()).containsExactly(1.5, 2.0);
        assertThat(((Column.Strings) rows.column("color")).values()).containsExactly("red", "blue");
        assertThat(((Column.Longs) rows.column("count")).values()).containsExactly(1, 2);
    }

    @Test
    void anObjectOfSingleValuesIsOneRow() {
        Batch rows = read(READER, "{'inputs': {'height': 1.5, 'color': 'red', 'count': 1}}");

        assertThat(rows.rows()).isEqualTo(1);
        assertThat(((Column.Strings) rows.column("color")).values()).containsExactly("red");
    }

    @Test
    void aNumberThatTheGraphsFloatCannotHoldIsRefused() {
        InvocationReader reader = reader(List.of(new InputColumn("width", Type.DOUBLE, ElementType.FLOAT, true)));

        assertThatThrownBy(() -> read(reader, "{'inputs': [1, 1e39]}"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(
                        "Column width, row 1 (counted from 0), is 1.0E39; the model takes finite numbers.");
    }

    @Test
    void aListOfValuesStandsForTheOnlyColumn() {
        Batch rows = read(reader(List.of(HEIGHT)), "{'inputs': [1, 2.5]}");

        assertThat(((Column.Doubles) rows.column("height")).values()).containsExactly(1, 2.5);
    }

    @Test
    void columnsWithoutRowsAreNoRows() {
        Batch rows = read(READER, "{'dataframe_split': {'columns': ['height', 'color', 'count'], 'data': []}}");

        assertThat(rows.rows()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "null            | Column height, row 1 (counted from 0), is null; the model needs a double in every row.",
                "NaN             | Column height, row 1 (counted from 0), is NaN; the model takes finite numbers.",
                "Infinity        | Column height, row 1 (counted from 0), is Infinity; the model takes finite numbers.",
                "1e999           | Column height, row 1 (counted from 0), is Infinity; the model takes finite numbers.",
                "'2.5'           | Column height, row 1 (counted from 0), is \"2.5\", a string; the model takes a double.",
                "true            | Column height, row 1 (counted from 0), is true, a boolean; the model takes a double.",
                "[2]             | Column height, row 1 (counted from 0), is [2], a list; the model takes a double."
            })
    void aValueThatIsNoNumberIsRefusedWithItsColumnAndRow(String value, String message) {
        assertRefused(
                "{'inputs': [{'height': 1, 'color': 'red', 'count': 1}, {'height': " + value
                        + ", 'color': 'red', 'count': 1}]}",
                message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'count': 1                                     | Column color, row 0 (counted from 0), is missing",
                "'color': 5, 'count': 1                         | is 5, a number; the model takes a string.",
                "'color': 'red', 'count': 1.5                   | is 1.5, a number; the model takes a long.",
                "'color': 'red', 'count': 9223372036854775808   | the model takes a long.",
                "'color': 'red', 'count': null                  | Column count, row 0 (counted from 0), is null"
            })
    void everyTypeIsChecked(String values, String message) {
        assertRefused(
                "{'dataframe_records': [{'height': 1, " + values + "}, {'height': 1, 'color': 'red', 'count': 1}]}",
                message);
    }

    @Test
    void anIntegerHasThirtyTwoBits() {
        InvocationReader reader = reader(List.of(new InputColumn("age", Type.INTEGER, ElementType.INT64, true)));

        assertThatThrownBy(() -> read(reader, "{'inputs': {'age': [2147483648]}}"))
                .hasMessageContaining("is 2147483648, a number; the model takes an integer.");
    }

    @Test
    void optionalColumnsMayBeNullOrMissing() {
        InvocationReader reader = reader(List.of(
                HEIGHT,
                new InputColumn("width", Type.DOUBLE, ElementType.FLOAT, false),
                new InputColumn("name", Type.STRING, ElementType.STRING, false)));

        Batch rows = read(reader, "{'dataframe_records': [{'height': 1, 'width': null}, {'height': 2, 'width': 3}]}");

        assertThat(((Column.Floats) rows.column("width")).values()).containsExactly(Float.NaN, 3f);
        assertThat(((Column.Strings) rows.column("name")).values()).containsOnlyNulls();
    }

    @Test
    void anOptionalLongHasAsManyBitsAsADouble() {
        InvocationReader reader = reader(List.of(new InputColumn("id", Type.LONG, ElementType.DOUBLE, false)));

        assertThat(((Column.Doubles) read(reader, "{'inputs': {'id': [9007199254740992, null, -5]}}")
                                .column("id"))
                        .values())
                .containsExactly(0x1p53, Double.NaN, -5);
        assertThatThrownBy(() -> read(reader, "{'inputs': {'id': [9007199254740993]}}"))
                .hasMessageContaining("is 9007199254740993; the model takes it as a 64-bit floating point number");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'inputs': {'height': [1]}}           | lacks the columns [color, count] that the model needs; it has [height].",
                "{'dataframe_records': []}             | lacks the columns [height, color, count]",
                "{'instances': []}                     | lacks the columns [height, color, count]",
                "{'dataframe_split': {'data': [[1]]}}  | lacks the columns [height, color, count]",
                "{'instances': [[1, 'red', 1]]}        | instances, row 0, is a list; the model takes named columns",
                "{'inputs': {'height': [1, 2], 'color': ['red'], 'count': [1, 2]}} | column color has 1 values, and column height has 2.",
                "{'inputs': {'height': [1, 2], 'color': 'red', 'count': [1, 2]}}   | column color is a single value, and column height is a list.",
                "{'dataframe_split': {'columns': ['height', 'height'], 'data': []}} | has height twice."
            })
    void dataThatDoNotFitTheModelAreAnInvalidParameter(String body, String message) {
        assertThat(assertRefused(body, message).code()).isEqualTo("INVALID_PARAMETER_VALUE");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                                    | The request has no body.",
                "{'inputs':                            | The request is not valid JSON at line 1, column 11",
                "{'inputs': 1} x                       | The request is not valid JSON at line 1, column 1",
                "{inputs: 1}                           | The request is not valid JSON at line 1, column 2: Unexpected character ('i'",
                "[]                                    | The request is a list. Send an object with exactly one of",
                "3                                     | The request is a number.",
                "{}                                    | The request has the fields []. Send an object with exactly one of",
                "{'inputs': [], 'instances': []}       | The request has the fields [inputs, instances].",
                "{'inputs': 5}                         | inputs is a number; it has to be a list of rows.",
                "{'dataframe_records': {'height': 1}}  | dataframe_records is an object; it has to be a list of rows.",
                "{'dataframe_split': [1]}              | dataframe_split is a list; it has to be an object of columns and data.",
                "{'dataframe_split': {'columns': []}}  | dataframe_split has the fields [columns]; it has to have data",
                "{'dataframe_split': {'data': [], 'x': 1}} | dataframe_split has the fields [data, x]; it has to have data",
                "{'dataframe_split': {'data': {}}}     | dataframe_split.data is an object; it has to be a list of rows.",
                "{'dataframe_split': {'columns': ['height'], 'data': [[1], [1, 2]]}} | row 1, has 2 values, and columns has 1 names.",
                "{'dataframe_split': {'columns': ['height'], 'data': [[1]], 'index': [1, 2]}} | index has 2 entries, and data 1 rows."
            })
    void aBodyThatCannotBeReadIsABadRequest(String body, String message) {
        assertThat(assertRefused(body, message).code()).isEqualTo("BAD_REQUEST");
    }

    @Test
    void bytesThatAreNotUtf8AreABadRequest() {
        byte[] body = "{\"inputs\": \"é\"}".getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> READER.readJson(body)).hasMessageContaining("not valid JSON");
    }

    @Test
    void aLongValueIsCutInTheMessage() {
        String body = "{'inputs': {'height': ['" + "x".repeat(500) + "'], 'color': ['red'], 'count': [1]}}";

        assertThatThrownBy(() -> read(READER, body))
                .extracting(Throwable::getMessage)
                .asString()
                .hasSizeLessThan(200)
                .contains("xxx…");
    }

    @Test
    void deepNestingIsABadRequest() {
        assertRefused("{'inputs': " + "[".repeat(5000) + "]".repeat(5000) + "}", "The request is not valid JSON");
    }

    private static InvalidRequestException assertRefused(String body, String message) {
        InvalidRequestException[] thrown = new InvalidRequestException[1];
        assertThatThrownBy(() -> read(READER, body))
                .isInstanceOfSatisfying(InvalidRequestException.class, e -> thrown[0] = e)
                .hasMessageContaining(message);
        return thrown[0];
    }

    private static Batch read(InvocationReader reader, String body) {
        return reader.readJson(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static InvocationReader reader(List<InputColumn> columns) {
        return new InvocationReader(columns, ReadLimits.none());
    }
}
