package dev.lastmile.serving.core.internal.openinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.internal.chain.InputColumn;
import dev.lastmile.serving.core.internal.chain.InputColumn.Type;
import dev.lastmile.serving.core.internal.request.ReadLimits;
import dev.lastmile.serving.core.internal.request.RowsReader;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinaryTensorTest {
    private static final InputColumn NUMBER = new InputColumn("a", Type.DOUBLE, ElementType.DOUBLE, true);
    private static final InputColumn OPTIONAL = new InputColumn("a", Type.DOUBLE, ElementType.DOUBLE, false);
    private static final InputColumn LONG = new InputColumn("a", Type.LONG, ElementType.INT64, true);
    private static final InputColumn BOOL = new InputColumn("a", Type.BOOLEAN, ElementType.BOOL, true);
    private static final InputColumn DATE = new InputColumn("a", Type.DATE, ElementType.INT64, true);
    private static final InputColumn TEXT = new InputColumn("a", Type.STRING, ElementType.STRING, true);
    private static final InputColumn VECTOR = new InputColumn("a", Type.DOUBLE, ElementType.DOUBLE, true, 2);

    @ParameterizedTest
    @CsvSource({
        "INT8, 80 7f, -128, 127",
        "UINT8, 80 7f, 128, 127",
        "INT16, 0080 ff7f, -32768, 32767",
        "UINT16, 0080 ff7f, 32768, 32767",
        "INT32, 00000080 ffffff7f, -2147483648, 2147483647",
        "UINT32, 00000080 ffffffff, 2147483648, 4294967295",
        "INT64, feffffffffffffff 0000000000002000, -2, 9007199254740992",
        "UINT64, 0100000000000000 0000000000002000, 1, 9007199254740992",
        "FP16, 003c 00c4, 1, -4",
        "FP32, 0000c03f 000080bf, 1.5, -1",
        "FP64, 000000000000f83f 000000000000f0bf, 1.5, -1"
    })
    void everyDatatypeBecomesNumbers(String datatype, String hex, double first, double second) {
        Batch rows = rows(NUMBER, datatype, "[2]", bytes(hex));

        assertThat(((Column.Doubles) rows.column("a")).values()).containsExactly(first, second);
    }

    // IEEE 754-2019, table 3.5 and 6.2; the same as numpy.float16 gives.
    @ParameterizedTest
    @CsvSource({
        "0000, 0.0",
        "0080, -0.0",
        "0100, 5.9604644775390625E-8",
        "ff03, 6.097555160522461E-5",
        "0004, 6.103515625E-5",
        "5535, 0.333251953125",
        "ff3b, 0.99951171875",
        "013c, 1.0009765625",
        "ff7b, 65504",
        "fffb, -65504",
        "007e, NaN"
    })
    void halfPrecisionIsExact(String hex, double value) {
        Batch rows = rows(OPTIONAL, "FP16", "[1]", bytes(hex));

        assertThat(((Column.Doubles) rows.column("a")).values()).containsExactly(value);
    }

    @Test
    void infinityIsRejectedWhateverItsSize() {
        for (String[] infinity :
                new String[][] {{"FP16", "007c"}, {"FP32", "0000807f"}, {"FP64", "000000000000f0ff"}}) {
            assertThatThrownBy(() -> rows(OPTIONAL, infinity[0], "[1]", bytes(infinity[1])))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("Infinity; the model takes finite numbers.");
        }
    }

    @Test
    void nanIsAMissingValueOfAnOptionalColumn() {
        byte[] nan = bytes("000000000000f87f");

        assertThat(((Column.Doubles) rows(OPTIONAL, "FP64", "[1]", nan).column("a")).values())
                .containsExactly(Double.NaN);
        assertThatThrownBy(() -> rows(NUMBER, "FP64", "[1]", nan))
                .hasMessage("Column a, row 0 (counted from 0), is NaN; the model takes finite numbers.");
    }

    @Test
    void numbersThatTheColumnCannotHoldAreRejected() {
        assertThatThrownBy(() -> rows(LONG, "FP64", "[1]", bytes("000000000000f83f")))
                .hasMessageContaining("is 1.5, a number; the model takes a long.");
        assertThatThrownBy(() -> rows(LONG, "UINT64", "[2]", bytes("0100000000000000 ffffffffffffffff")))
                .hasMessage("Input a, row 1 (counted from 0), is 18446744073709551615, which needs more than 63 bits."
                        + " Correct the value.");
        assertThatThrownBy(() -> rows(NUMBER, "INT64", "[1]", bytes("0100000000002000")))
                .hasMessageContaining("is 9007199254740993; the model takes it as a 64-bit floating point number");
    }

    @Test
    void booleansAreBytes() {
        assertThat(((Column.Booleans) rows(BOOL, "BOOL", "[2]", bytes("01 00")).column("a")).values())
                .containsExactly(true, false);
        assertThatThrownBy(() -> rows(BOOL, "BOOL", "[2]", bytes("01 02")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("Input a, row 1 (counted from 0), is 2, and a BOOL is 0 or 1. Correct the value.");
        assertThatThrownBy(() -> rows(BOOL, "INT8", "[1]", bytes("01")))
                .hasMessage("Input a has the datatype 'INT8', and the model takes BOOL.");
        assertThatThrownBy(() -> rows(NUMBER, "BOOL", "[1]", bytes("01")))
                .hasMessage("Input a has the datatype 'BOOL', and the model takes FP64.");
    }

    @Test
    void datesAreTexts() {
        assertThat(((Column.Longs) rows(DATE, "BYTES", "[1]", bytes("0a000000 313937302d30312d3032"))
                                .column("a"))
                        .values())
                .containsExactly(1);
        assertThatThrownBy(() -> rows(DATE, "INT64", "[1]", new byte[8]))
                .hasMessage("Input a has the datatype 'INT64', and the model takes BYTES.");
    }

    @Test
    void vectorsAreInRowMajorOrder() {
        Batch rows = rows(VECTOR, "INT8", "[2,2]", bytes("01 02 03 04"));

        assertThat(((Column.DoubleVectors) rows.column("a")).flat()).containsExactly(1, 2, 3, 4);
        assertThatThrownBy(() -> rows(VECTOR, "UINT64", "[1,2]", bytes("0100000000000000 ffffffffffffffff")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("row 0 (counted from 0), is 18446744073709551615");
    }

    @Test
    void textsHaveTheirLengthInFront() {
        Batch rows =
                rows(TEXT, "BYTES", "[4]", bytes("03000000 726564 00000000 05000000 6772c3bc6e 04000000 f09f9982"));

        assertThat(((Column.Strings) rows.column("a")).values()).containsExactly("red", "", "grün", "🙂");
    }

    @ParameterizedTest
    @CsvSource({
        "[2], 03000000726564",
        "[0], 03000000726564",
        "[1], 0300000072656403000000726564",
        "[1], 030000",
        "[1], 04000000726564",
        "[1], ffffffff726564",
        "[1], ffffff7f726564",
        "[-1], 03000000726564",
        "[4611686018427387904], 03000000726564"
    })
    void textsThatDoNotFitTheShapeAreRejected(String shape, String hex) {
        assertThatThrownBy(() -> rows(TEXT, "BYTES", shape, bytes(hex)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("Input a has " + hex.length() / 2
                        + " bytes of binary data, which are not BYTES values of the" + " shape " + shape + ".");
    }

    @ParameterizedTest
    @CsvSource({"ff", "c3", "eda080", "f5808080", "c0af"})
    void textsThatAreNotUtf8AreRejected(String hex) {
        byte[] text = bytes(hex);
        byte[] data = bytes("0100000078 0" + text.length + "000000 " + hex);

        assertThatThrownBy(() -> rows(TEXT, "BYTES", "[2]", data))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("Input a, row 1 (counted from 0), is not UTF-8. Send texts in that encoding.");
    }

    @ParameterizedTest
    @CsvSource({
        "[1], 8",
        "[3], 16",
        "[2], 15",
        "[0], 8",
        "[-2], 16",
        "[2305843009213693954], 16",
        "[9223372036854775807], 0"
    })
    void numbersThatDoNotFitTheShapeAreRejected(String shape, int length) {
        byte[] data = new byte[length == 8 ? 16 : length];

        assertThatThrownBy(() -> rows(NUMBER, "FP64", shape, data))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("Input a has " + data.length
                        + " bytes of binary data, which are not FP64 values of the shape " + shape + ".");
    }

    @Test
    void anEmptyBatchHasNoBytes() {
        assertThat(rows(NUMBER, "FP64", "[0]", new byte[0]).rows()).isZero();
        assertThat(rows(TEXT, "BYTES", "[0]", new byte[0]).rows()).isZero();
        assertThat(rows(VECTOR, "FP64", "[0,2]", new byte[0]).rows()).isZero();
        // kserve's client sends it so.
        String json = "{'inputs': [{'name': 'a', 'shape': [0], 'datatype': 'FP64', 'data': null,"
                + " 'parameters': {'binary_data_size': 0}}]}";
        assertThat(rows(List.of(NUMBER), body(json, new byte[0]), json.length()).rows())
                .isZero();
    }

    @Test
    void tensorsFollowInTheOrderOfInputs() {
        List<InputColumn> columns = List.of(NUMBER, new InputColumn("b", Type.STRING, ElementType.STRING, true));
        String json =
                "{'inputs': [{'name': 'b', 'shape': [1], 'datatype': 'BYTES', 'parameters': {'binary_data_size': 7}},"
                        + " {'name': 'other', 'shape': [1], 'datatype': 'X', 'parameters': {'binary_data_size': 3}},"
                        + " {'name': 'c', 'shape': [1], 'datatype': 'FP64', 'data': [1]},"
                        + " {'parameters': {'binary_data_size': 8}, 'name': 'a', 'shape': [1,1], 'datatype': 'FP64'}]}";
        byte[] data = bytes("03000000726564 aabbcc 000000000000f83f");

        Batch rows = rows(columns, body(json, data), json.length());

        assertThat(((Column.Doubles) rows.column("a")).values()).containsExactly(1.5);
        assertThat(((Column.Strings) rows.column("b")).values()).containsExactly("red");
    }

    @Test
    void theBodyHasNoOtherBytes() {
        String json = json("FP64", "[1]", 8);
        assertThatThrownBy(() -> rows(List.of(NUMBER), body(json, new byte[9]), json.length()))
                .hasMessage(
                        "The body has 9 bytes of binary data, and the inputs state 8. Send the tensors' data behind the"
                                + " JSON, in the order of inputs, and nothing else.");
        assertThatThrownBy(() -> rows(List.of(NUMBER), body(json, new byte[7]), json.length()))
                .hasMessage(
                        "Input a states 8 bytes of binary data, and the body has 7 there. Send them behind the JSON, whose"
                                + " length is stated in the header Inference-Header-Content-Length.");
        // Without the header all of the body is JSON.
        assertThatThrownBy(() -> rows(List.of(NUMBER), body(json, new byte[0]), json.length()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("and the body has 0 there.");
    }

    @Test
    void sizesThatOverflowAreRejected() {
        String json = "{'inputs': [{'name': 'a', 'parameters': {'binary_data_size': 8}},"
                + " {'name': 'b', 'parameters': {'binary_data_size': 9223372036854775800}}]}";

        assertThatThrownBy(() -> InferenceRequest.parse(body(json, new byte[8]), json.length()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(
                        "Input b states 9223372036854775800 bytes of binary data, and the body has 0 there.");
    }

    private static Batch rows(InputColumn column, String datatype, String shape, byte[] data) {
        String json = json(datatype, shape, data.length);
        return rows(List.of(column), body(json, data), json.length());
    }

    private static Batch rows(List<InputColumn> columns, byte[] body, int jsonLength) {
        RowsReader rows = new RowsReader(columns, ReadLimits.none(), 0);
        return rows.batch(new TensorReader(body, InferenceRequest.parse(body, jsonLength)).read(rows, columns));
    }

    private static String json(String datatype, String shape, int size) {
        return "{'inputs': [{'name': 'a', 'shape': " + shape + ", 'datatype': '" + datatype
                + "', 'parameters': {'binary_data_size': " + size + "}}]}";
    }

    private static byte[] body(String json, byte[] data) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(json.replace('\'', '"').getBytes(StandardCharsets.US_ASCII));
        body.writeBytes(data);
        return body.toByteArray();
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
