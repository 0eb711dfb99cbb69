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

/** Orders, duplicates and mixtures in the formats of MLflow's protocol, and which problem of several is reported. */
class RequestFormatTest {
    private static final List<InputColumn> COLUMNS = List.of(
            new InputColumn("a", Type.DOUBLE, ElementType.DOUBLE, true),
            new InputColumn("größe", Type.STRING, ElementType.STRING, false));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'dataframe_split': {'columns': ['a', 'größe'], 'data': [[1, 'x'], [2, null]]}}",
                "{'dataframe_split': {'data': [[1, 'x'], [2, null]], 'columns': ['a', 'größe']}}",
                "{'params': {'größe': [1]}, 'dataframe_split': {'index': [1, 2], 'data' : [['x', 1],\n[null, 2]],"
                        + " 'columns': ['größe', 'a']}}",
                "\ufeff{'dataframe_split': {'data': [[1, 7, 'x'], [2, {'b': [3]}, null]], 'columns': ['a', 'c', 'größe']}}",
                "{'dataframe_split': {'columns': ['a', 'gr\\u00f6\\u00dfe'], 'data': [[1, 'x'], [2, null]]}}",
                "{'inputs': {'größe': ['x', null], 'other': [1, [2]], 'a': [1, 2]}}",
                "{'instances': [{'größe': 'x', 'a': 0, 'a': 1}, {'a': 2}]}"
            })
    void theOrderOfFieldsDoesNotMatter(String body) {
        Batch rows = read(body);

        assertThat(((Column.Doubles) rows.column("a")).values()).containsExactly(1, 2);
        assertThat(((Column.Strings) rows.column("größe")).values()).containsExactly("x", null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'columns': ['a', 'a'], 'data': {}, 'more': 1} | dataframe_split has the fields [columns, data, more]",
                "{'data': {}, 'columns': ['a', 'a']}            | dataframe_split.data is an object",
                "{'columns': ['a', 'a'], 'data': [[1]]}         | dataframe_split.columns has a twice",
                "{'data': [[1]], 'columns': ['a', 'a']}         | dataframe_split.columns has a twice",
                "{'data': [['x'], [1, 2]], 'columns': ['a']}    | dataframe_split.data, row 1, has 2 values",
                "{'data': [1, [1, 2]], 'columns': ['a']}        | dataframe_split.data, row 0, is a number; it has",
                "{'data': [['x']], 'columns': ['a'], 'index': []} | dataframe_split.index has 0 entries, and data 1 rows",
                "{'data': [['x']], 'columns': ['b'], 'index': 5} | The request lacks the columns [a]",
                "{'data': [['x']], 'columns': ['a']}            | Column a, row 0 (counted from 0), is \"x\"",
                "{'data': [[1]], 'columns': 'a'}                | The request lacks the columns [a]",
                "{'data': [[1, 2]]}                             | The request lacks the columns [a] that the model needs; it has []",
                "{'data': 5, 'columns': ['a']}                  | dataframe_split.data is a number; it has to be a list of rows.",
                "{'data': '5'}                                  | dataframe_split.data is a string; it has to be a list of rows.",
                "{'data': [[1]], 'columns': [-0, 1.50, [2], null, true]} | row 0, has 1 values, and columns has 5 names",
                "{'data': [], 'columns': [-0, 1.50, [2], null, true]}    | it has [0, 1.5, , null, true].",
                "{'data': [[1]], 'data': [[1]]}                 | dataframe_split has the field data twice. Send it once.",
                "{'columns': ['a'], 'columns': ['a']}           | dataframe_split has the field columns twice. Send it once.",
                "{'columns': ['a', [1], {}], 'data': []}        | dataframe_split.columns has  twice",
            })
    void theFirstProblemOfASplitIsThatOfItsStructure(String split, String message) {
        assertRejected("{'dataframe_split': " + split + "}", message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'inputs': {'a': ['x', 1], 'größe': 'x'}}       | inputs: column größe is a single value, and column a is",
                "{'inputs': {'größe': 'x', 'b': 'y', 'a': [1]}}  | inputs: column größe is a single value, and column a is",
                "{'inputs': {'a': ['x'], 'größe': ['x', 'y']}}   | inputs: column größe has 2 values, and column a has 1.",
                "{'inputs': {'a': [1], 'b': [1, 2]}}             | inputs: column b has 2 values, and column a has 1.",
                "{'inputs': {'a': [1], 'a': [2]}}                | inputs has the column a twice. Send every column once.",
                "{'inputs': {'größe': []}}                       | lacks the columns [a] that the model needs; it has [größe]",
                "{'inputs': {'b': [1], 'größe': [1]}}            | it has [b, größe]",
                "{'inputs': {'a': {'b': [1]}}}                   | Column a, row 0 (counted from 0), is {\"b\":[1]}, an object",
                "{'inputs': {}}                                  | lacks the columns [a] that the model needs; it has []",
                "{'inputs': [], 'instances': 5}                  | The request has the fields [inputs, instances]",
                "{'inputs': 5, 'dataframe_split': [1]}           | The request has the fields [dataframe_split, inputs]",
                "{'inputs': [[{}], 5], 'x': {}, 'instances': []} | The request has the fields [inputs, instances, x]",
                "{'inputs': [], 'inputs': []}                    | The request has the fields [inputs]. Send an object with exactly one",
                "{'inputs': [{'a': 'x'}, 5]}                     | inputs, row 1, is a number; the model takes named columns",
                "{'inputs': [{'a': 'x'}, 5]                      | The request is not valid JSON",
                "{'inputs': 5} {}                                | The request is not valid JSON at line 1, column 15: there is more",
            })
    void theFirstProblemOfOtherFormatsIsThatOfTheirStructure(String body, String message) {
        assertRejected(body, message);
    }

    @Test
    void oneColumnWithoutRowsIsNoRows() {
        assertThat(read("{'inputs': {'a': []}}").rows()).isZero();
        assertThat(read("{'dataframe_split': {'data': [], 'columns': ['a']}}").rows())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "x\\udc00"})
    void halfOfASurrogatePairIsIgnoredWhereTheModelTakesNothing(String half) {
        Batch rows = read("{'dataframe_records': [{'a': 1, 'b': '" + half + "'}], 'params': ['" + half + "']}");

        assertThat(rows.rows()).isOne();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'\\ud800': 5}",
                "{'inputs': '\\ud800', 'instances': '\\ud800'}",
                "{'dataframe_split': {'columns': ['\\ud800', '\\ud800'], 'data': []}}",
                "{'dataframe_split': {'data': [], '\\ud800': 1}}",
                "{'dataframe_records': [{'\\ud800': 1}]}",
                "{'dataframe_records': [{'a': '\\ud800'}]}",
                "{'dataframe_records': [{'a': {'\\ud800': '\\udc00'}}]}",
                "{'inputs': {'\\ud800': 1, 'a': [1]}}",
                "{'dataframe_records': [{'a': 1, 'größe': 'x\\ud800'}]}"
            })
    void noMessageHasHalfOfASurrogatePair(String body) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        e -> assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(e.getMessage()))
                                .isTrue());
    }

    @Test
    void csvMayBeginWithAByteOrderMark() {
        byte[] csv = "\ufeffa,größe\n1,x\n".getBytes(StandardCharsets.UTF_8);

        Batch rows = new InvocationReader(COLUMNS, ReadLimits.none()).readCsv(csv);

        assertThat(((Column.Doubles) rows.column("a")).values()).containsExactly(1);
        assertThatThrownBy(() -> new InvocationReader(COLUMNS, ReadLimits.none())
                        .readCsv("\ufeff".getBytes(StandardCharsets.UTF_8)))
                .hasMessageStartingWith("The request has no CSV.");
    }

    private static void assertRejected(String body, String message) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(message);
    }

    private static Batch read(String body) {
        return new InvocationReader(COLUMNS, ReadLimits.none())
                .readJson(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
