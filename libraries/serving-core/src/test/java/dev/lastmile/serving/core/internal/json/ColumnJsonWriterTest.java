package dev.lastmile.serving.core.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.onnx.Column;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ColumnJsonWriterTest {
    private static final List<Column> COLUMNS = List.of(
            new Column.Doubles(new double[] {1.5, Double.NaN}),
            new Column.Floats(new float[] {0.1f, Float.POSITIVE_INFINITY}),
            new Column.Longs(new long[] {Long.MAX_VALUE, -1}),
            new Column.Booleans(new boolean[] {true, false}),
            new Column.Strings(new String[] {"\"\u0000", null}),
            new Column.DoubleVectors(new double[] {1, 2, 3, Double.NaN}, 2),
            new Column.FloatVectors(new float[] {1, 0.1f}, 1));

    @Test
    void rowsAreOneValueOrVectorEach() {
        assertThat(COLUMNS)
                .extracting(column -> json(json -> ColumnJsonWriter.rows(json, column)))
                .containsExactly(
                        "[1.5,null]",
                        "[0.1,null]",
                        "[9223372036854775807,-1]",
                        "[true,false]",
                        "[\"\\\"\\u0000\",null]",
                        "[[1.0,2.0],[3.0,null]]",
                        "[[1.0],[0.1]]");
    }

    @Test
    void aSingleRowWidensFloats() {
        assertThat(COLUMNS)
                .extracting(column -> json(json -> ColumnJsonWriter.row(json, column, 0)))
                .containsExactly(
                        "[1.5]",
                        "[0.10000000149011612]",
                        "[9223372036854775807]",
                        "[true]",
                        "[\"\\\"\\u0000\"]",
                        "[[1.0,2.0]]",
                        "[[1.0]]");
    }

    @Test
    void flatValuesAreInRowMajorOrder() {
        assertThat(json(json -> ColumnJsonWriter.flat(json, COLUMNS.get(5)))).isEqualTo("[1.0,2.0,3.0,null]");
        assertThat(json(json -> ColumnJsonWriter.flat(json, COLUMNS.get(6)))).isEqualTo("[1.0,0.1]");
        assertThat(json(json -> ColumnJsonWriter.flat(json, null))).isEqualTo("[]");
    }

    private static String json(Consumer<JsonWriter> write) {
        JsonWriter json = JsonWriter.create();
        json.beginArray();
        write.accept(json);
        json.endArray();
        return new String(json.toByteArray(), StandardCharsets.UTF_8);
    }
}
