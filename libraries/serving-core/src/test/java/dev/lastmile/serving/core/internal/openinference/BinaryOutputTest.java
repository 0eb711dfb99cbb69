package dev.lastmile.serving.core.internal.openinference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.TensorSpec;
import dev.lastmile.serving.core.internal.chain.InputColumn;
import dev.lastmile.serving.core.internal.chain.InputColumn.Type;
import dev.lastmile.serving.core.internal.request.ReadLimits;
import dev.lastmile.serving.core.internal.request.RowsReader;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class BinaryOutputTest {
    @Test
    void valuesAreLittleEndian() {
        assertThat(hex(ElementType.DOUBLE, new Column.Doubles(new double[] {1.5, Double.NaN})))
                .isEqualTo("000000000000f83f000000000000f87f");
        assertThat(hex(ElementType.FLOAT, new Column.Floats(new float[] {1.5f, -1})))
                .isEqualTo("0000c03f000080bf");
        assertThat(hex(ElementType.INT64, new Column.Longs(new long[] {1, -2})))
                .isEqualTo("0100000000000000feffffffffffffff");
        assertThat(hex(ElementType.INT32, new Column.Longs(new long[] {1, -2}))).isEqualTo("01000000feffffff");
        assertThat(hex(ElementType.BOOL, new Column.Booleans(new boolean[] {true, false})))
                .isEqualTo("0100");
        assertThat(hex(ElementType.STRING, new Column.Strings(new String[] {"red", "", "grün"})))
                .isEqualTo("03000000726564" + "00000000" + "050000006772c3bc6e");
        assertThat(hex(ElementType.DOUBLE, new Column.DoubleVectors(new double[] {1.5, -1}, 2)))
                .isEqualTo("000000000000f83f000000000000f0bf");
        assertThat(hex(ElementType.FLOAT, new Column.FloatVectors(new float[] {1.5f, -1}, 2)))
                .isEqualTo("0000c03f000080bf");
    }

    @Test
    void noRowsAreNoBytes() {
        assertThat(BinaryOutput.of(spec(ElementType.DOUBLE), null)).isEmpty();
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        double[] doubles = {0, -0.0, Double.MIN_VALUE, Double.MAX_VALUE, 0.1};
        float[] floats = {0, -0f, Float.MIN_VALUE, Float.MAX_VALUE, 0.1f};
        long[] longs = {0, Long.MIN_VALUE, Long.MAX_VALUE};
        String[] texts = {"", "red", "grün", "🙂", "x".repeat(300)};

        assertThat(((Column.Doubles) read(
                                ElementType.DOUBLE, new Column.Doubles(doubles), Type.DOUBLE, ElementType.DOUBLE, 0))
                        .values())
                .containsExactly(doubles);
        assertThat(((Column.Floats)
                                read(ElementType.FLOAT, new Column.Floats(floats), Type.FLOAT, ElementType.FLOAT, 0))
                        .values())
                .containsExactly(floats);
        assertThat(((Column.Longs) read(ElementType.INT64, new Column.Longs(longs), Type.LONG, ElementType.INT64, 0))
                        .values())
                .containsExactly(longs);
        assertThat(((Column.Strings)
                                read(ElementType.STRING, new Column.Strings(texts), Type.STRING, ElementType.STRING, 0))
                        .values())
                .containsExactly(texts);
        assertThat(((Column.DoubleVectors) read(
                                ElementType.DOUBLE,
                                new Column.DoubleVectors(doubles, 5),
                                Type.DOUBLE,
                                ElementType.DOUBLE,
                                5))
                        .flat())
                .containsExactly(doubles);
        assertThat(((Column.FloatVectors) read(
                                ElementType.FLOAT,
                                new Column.FloatVectors(floats, 5),
                                Type.DOUBLE,
                                ElementType.FLOAT,
                                5))
                        .flat())
                .containsExactly(floats);
    }

    private static Column read(ElementType type, Column written, Type column, ElementType tensor, int width) {
        byte[] data = BinaryOutput.of(spec(type), written);
        String shape = width == 0 ? "[" + written.rows() + "]" : "[" + written.rows() + "," + width + "]";
        byte[] json = ("{\"inputs\":[{\"name\":\"y\",\"datatype\":\"" + Datatype.of(spec(type)) + "\",\"shape\":"
                        + shape + ",\"parameters\":{\"binary_data_size\":" + data.length + "}}]}")
                .getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(json);
        body.writeBytes(data);
        List<InputColumn> columns = List.of(new InputColumn("y", column, tensor, true, width));
        RowsReader rows = new RowsReader(columns, ReadLimits.none(), 0);
        InferenceRequest request = InferenceRequest.parse(body.toByteArray(), json.length);
        return rows.batch(new TensorReader(body.toByteArray(), request).read(rows, columns))
                .column("y");
    }

    private static String hex(ElementType type, Column column) {
        return HexFormat.of().formatHex(BinaryOutput.of(spec(type), column));
    }

    private static TensorSpec spec(ElementType type) {
        return new TensorSpec("y", type, new long[] {-1});
    }
}
