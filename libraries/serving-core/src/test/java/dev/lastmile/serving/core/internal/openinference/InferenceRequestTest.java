package dev.lastmile.serving.core.internal.openinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.RequestRejectedException;
import dev.lastmile.serving.core.internal.chain.InputColumn;
import dev.lastmile.serving.core.internal.chain.InputColumn.Type;
import dev.lastmile.serving.core.internal.openinference.InferenceRequest.WantedOutput;
import dev.lastmile.serving.core.internal.request.ReadLimits;
import dev.lastmile.serving.core.internal.request.RowsReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InferenceRequestTest {
    private static final List<InputColumn> COLUMNS = List.of(
            new InputColumn("a", Type.DOUBLE, ElementType.DOUBLE, true),
            new InputColumn("b", Type.STRING, ElementType.STRING, false));
    private static final String A = "{'name': 'a', 'shape': [1], 'datatype': 'FP64', 'data': [1]}";

    @Test
    void theFieldsOfARequestAreRead() {
        InferenceRequest request = parse("{'id': 'größe', 'model_name': 'x', 'parameters': {'binary_data_output': true,"
                + " 'priority': [1]}, 'inputs': [" + A + "], 'outputs': [{'name': 'p'}, {'parameters':"
                + " {'binary_data': false}, 'name': 'q'}]}");

        assertThat(request.id()).isEqualTo("größe");
        assertThat(request.binaryOutputs()).isTrue();
        assertThat(request.outputs()).containsExactly(new WantedOutput("p", null), new WantedOutput("q", false));
        assertThat(request.tensors()).containsOnlyKeys("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'inputs': [{'name': 'a', 'shape': [2], 'datatype': 'FP64', 'data': [1, 2]},"
                        + " {'name': 'b', 'shape': [2], 'datatype': 'BYTES', 'data': ['x', null]}]}",
                "{'inputs': [{'data': ['x', null], 'datatype': 'BYTES', 'shape': [2], 'name': 'b'}, {'name': 'other'},"
                        + " {'data': [1, 2], 'datatype': 'INT8', 'shape': [2], 'name': 'a'}]}",
                "\ufeff{'inputs': [{'name': 'a', 'shape': [2, 1], 'datatype': 'FP32', 'data': [[1], [2.0]]},"
                        + " {'name': 'b', 'shape': [2, 1], 'datatype': 'BYTES', 'data': ['x', null]}]}",
                "{'inputs': [{'name': 'a', 'shape': [2], 'datatype': 'UINT64', 'data': [1, 2]}, {'name': 'b', 'shape': [2],"
                        + " 'datatype': 'BYTES', 'parameters': {'content_type': 'base64'}, 'data': ['eA==', null]}]}",
                "{'inputs': 5, 'inputs': [{'name': 'a', 'shape': [2], 'datatype': 'FP64', 'data': [7], 'data': [1, 2]},"
                        + " {'name': 'b', 'shape': [2], 'datatype': 'BYTES', 'data': ['x', null]}]}"
            })
    void everyFormatReadsAsTheSameColumns(String json) {
        Batch rows = rows(json);

        assertThat(((Column.Doubles) rows.column("a")).values()).containsExactly(1, 2);
        assertThat(((Column.Strings) rows.column("b")).values()).containsExactly("x", null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                                      | The request is a list. Send an object with inputs",
                "{'id': 5}                               | The request is an object without a list of inputs.",
                "{'outputs': 5, 'id': 5, 'inputs': {}}   | The request is an object without a list of inputs.",
                "{'outputs': 5, 'inputs': [5], 'id': 5}  | id is a number; it has to be a string.",
                "{'outputs': 5, 'inputs': [5]}           | inputs[0] has no name.",
                "{'outputs': 5, 'inputs': []}            | outputs is a number; it has to be a list of objects with a name.",
                "{'outputs': [{'name': 5}, [], {'name': 'x'}], 'inputs': []} | outputs[0] has no name.",
                "{'outputs': [{'name': 'x'}, []], 'inputs': []}              | outputs[1] has no name.",
                "{'inputs': [{'name': 'a', 'x': [[{}]]}, {'name': 'a'}, 5]}  | inputs has a twice.",
                "{'inputs': [{'name': 'a'}, {'datatype': 'FP64'}]}           | inputs[1] has no name.",
                "{'inputs': [{'name': 'a'}, {'name': ['b'], 'shape': [1]}]}  | inputs[1] has no name.",
                "{'inputs': [{'name': {'name': 'b'}, 'data': [1]}]}          | inputs[0] has no name.",
                "{'outputs': [{'name': ['b', {}], 'x': 1}], 'inputs': []}    | outputs[0] has no name.",
                "{'id': '\\ud800', 'inputs': []}         | id has half of a surrogate pair",
                "{'inputs': [], 'parameters': {'binary_data_output': 1}}     | binary_data_output of the request is 1; it has to be",
                "{'outputs': [{'name': 'x', 'parameters': {'classification': 2}}], 'inputs': []} | classification of outputs[0] is not",
                "{'outputs': [{'name': 'x', 'parameters': {'binary_data': 'y'}}], 'inputs': []}  | binary_data of outputs[0] is y; it",
                "{'inputs': [{'name': 'a', 'parameters': {'shared_memory_region': 'x'}}]} | shared_memory_region of inputs[0] is not",
                "{'inputs': [{'name': 'a', 'parameters': {'binary_data_size': -1}}]}      | binary_data_size of inputs[0] is -1; it has",
                "{'inputs': [{'name': 'a', 'parameters': {'binary_data_size': 1.0}}]}     | binary_data_size of inputs[0] is 1.0; it",
                "{'inputs': [{'name': 'a', 'data': [], 'parameters': {'binary_data_size': 0}}]} | Input a has both data and",
                "{'inputs': [{'name': 'a', 'parameters': {'binary_data_size': 9223372036854775807}}]} | states 9223372036854775807 bytes",
                "{'inputs': [{'name': 'a'}], 'id': 5} x  | The request is not valid JSON"
            })
    void theFirstProblemIsThatOfTheStructure(String json, String message) {
        assertThatThrownBy(() -> parse(json))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'shape': [1], 'datatype': 'BYTES', 'data': [1]      | Input a has the datatype 'BYTES', and the model takes FP64.",
                "'shape': [1], 'datatype': 'BOOL', 'data': [true]    | Input a has the datatype 'BOOL', and the model takes FP64.",
                "'shape': [1], 'datatype': ['FP64'], 'data': [1]     | Input a has the datatype '', and the model takes FP64.",
                "'shape': [1], 'datatype': {'b': [1]}, 'data': [1]   | Input a has the datatype '', and the model takes FP64.",
                "'shape': [1], 'data': [1]                           | Input a has the datatype '', and the model takes FP64.",
                "'datatype': 'FP64', 'data': [1]                     | Input a has the shape missing, and the model takes one",
                "'shape': null, 'datatype': 'FP64', 'data': [1]      | Input a has the shape null, and",
                "'shape': {'b': [1]}, 'datatype': 'FP64', 'data': [] | Input a has the shape {\"b\":[1]}, and",
                "'shape': [1, 2], 'datatype': 'FP64', 'data': [1, 2] | Input a has the shape [1,2], and",
                "'shape': [1.0], 'datatype': 'FP64', 'data': [1]     | Input a has the shape [1.0], and",
                "'shape': [18446744073709551617], 'datatype': 'FP64', 'data': [1] | Input a has the shape [18446744073709551617], and",
                "'shape': [1,1,1,1,1,1,1,1,1,1], 'datatype': 'FP64', 'data': [1]  | Input a has the shape [1,1,1,1,1,1,1,1,…], and",
                "'shape': [-1], 'datatype': 'FP64', 'data': [1]      | Input a has 1 values, and its shape is [-1].",
                "'shape': [4294967297, 1], 'datatype': 'FP64', 'data': [1] | Input a has 1 values, and its shape is [4294967297,1].",
                "'shape': [2], 'datatype': 'FP64', 'data': [1]       | Input a has 1 values, and its shape is [2].",
                "'shape': [2, 1], 'datatype': 'FP64', 'data': [[1], 2] | Input a has a row of other than one value",
                "'shape': [1, 1], 'datatype': 'FP64', 'data': [[1, 2]] | Input a has a row of other than one value",
                "'shape': [1], 'datatype': 'FP64', 'data': {'b': 1}  | Input a has no list of data.",
                "'shape': [1], 'datatype': 'FP64', 'data': [[1]]     | Column a, row 0 (counted from 0), is [1], a list",
                "'shape': [1], 'datatype': 'FP64', 'data': [null]    | Column a, row 0 (counted from 0), is null"
            })
    void aTensorThatDoesNotFitIsNamed(String tensor, String message) {
        assertThatThrownBy(() -> rows("{'inputs': [{'name': 'a', " + tensor + "}]}"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(message);
    }

    @Test
    void tensorsNeedAsManyRows() {
        assertThatThrownBy(
                        () -> rows("{'inputs': [{'name': 'b', 'shape': [2], 'datatype': 'BYTES', 'data': ['x', 'y']}, "
                                + A + "]}"))
                .hasMessage("Input b has 2 rows, and a has 1. Send as many for each.");
    }

    @Test
    void vectorsAreFlatOrAListPerRow() {
        List<InputColumn> columns = List.of(new InputColumn("v", Type.DOUBLE, ElementType.FLOAT, true, 2));
        for (String data : List.of("[1, 2, 3, 4]", "[[1, 2], [3, 4]]")) {
            Batch rows = rows(
                    "{'inputs': [{'name': 'v', 'shape': [2, 2], 'datatype': 'FP64', 'data': " + data + "}]}", columns);
            assertThat(((Column.FloatVectors) rows.column("v")).flat()).containsExactly(1, 2, 3, 4);
        }
        assertThatThrownBy(() -> rows(
                        "{'inputs': [{'name': 'v', 'shape': [2, 2], 'datatype': 'FP64', 'data': [1, 2, 3, 'x']}]}",
                        columns))
                .hasMessageStartingWith("Column v, row 1 (counted from 0), has \"x\" at index 1");
        assertThatThrownBy(() ->
                        rows("{'inputs': [{'name': 'v', 'shape': [2], 'datatype': 'FP64', 'data': [1, 2]}]}", columns))
                .hasMessageEndingWith("has the shape [2], and the model takes 2 values per row: [N,2].");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "eA=", "/w==", "7aCA"})
    void whatIsNotUtf8InBase64IsRejected(String text) {
        assertThatThrownBy(
                        () -> rows("{'inputs': [" + A + ", {'name': 'b', 'shape': [1], 'datatype': 'BYTES', 'data': ['"
                                + text + "'], 'parameters': {'content_type': 'base64'}}]}"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage(
                        "Input b, row 0 (counted from 0), is " + text + ", and its content_type is base64. Send UTF-8"
                                + " text in base64, or leave content_type out.");
    }

    @Test
    void tensorsAndOutputsAreCounted() {
        String tensors = IntStream.range(0, 10_001)
                .mapToObj(i -> "{'name':'" + i + "'}")
                .collect(Collectors.joining(",", "[", "]"));
        for (String json : List.of("{'inputs': " + tensors + "}", "{'inputs': [], 'outputs': " + tensors + "}")) {
            assertThatThrownBy(() -> parse(json))
                    .isInstanceOfSatisfying(
                            RequestRejectedException.class,
                            e -> assertThat(e.status()).isEqualTo(413));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT64", "UINT64"})
    void integersOfAnIntegerTypeAreNotRoundedOnTheirWay(String datatype) {
        List<InputColumn> columns = List.of(new InputColumn("x", Type.DOUBLE, ElementType.DOUBLE, true));
        String request = "{'inputs':[{'name':'x','shape':[2],'datatype':'" + datatype + "','data':[%s,1]}]}";

        Batch exact = rows(String.format(request, 1L << 53), columns);
        assertThat(((Column.Doubles) exact.column("x")).values()).containsExactly(0x1p53, 1);
        assertThatThrownBy(() -> rows(String.format(request, (1L << 53) + 1), columns))
                .hasMessageContaining("is 9007199254740993; the model takes it as a 64-bit floating point number");
    }

    private static InferenceRequest parse(String json) {
        byte[] body = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return InferenceRequest.parse(body, body.length);
    }

    private static Batch rows(String json) {
        return rows(json, COLUMNS);
    }

    private static Batch rows(String json, List<InputColumn> columns) {
        byte[] body = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        RowsReader rows = new RowsReader(columns, ReadLimits.none(), 0);
        return rows.batch(new TensorReader(body, InferenceRequest.parse(body, body.length)).read(rows, columns));
    }
}
