package dev.lastmile.serving.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lastmile.onnx.Column;
import dev.lastmile.serving.core.prediction.OutputJson;
import dev.lastmile.serving.log.block.Predictions;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogJsonTest {
    @Test
    void eachColumnIsAnArrayAndWhatJsonLacksIsNull() throws IOException {
        assertThat(json(Predictions.columns(
                        "d",
                        new Column.Doubles(new double[] {1.5, Double.NaN}),
                        "f",
                        new Column.Floats(new float[] {0.1f, Float.POSITIVE_INFINITY}),
                        "l",
                        new Column.Longs(new long[] {Long.MAX_VALUE, -1}),
                        "b",
                        new Column.Booleans(new boolean[] {true, false}),
                        "s",
                        new Column.Strings(new String[] {"\"\u0000", null}),
                        "v",
                        new Column.DoubleVectors(new double[] {1, 2, 3, Double.NaN}, 2),
                        "w",
                        new Column.FloatVectors(new float[] {1, 0.1f}, 1))))
                .isEqualTo("{\"d\":[1.5,null],\"f\":[0.1,null],\"l\":[9223372036854775807,-1],\"b\":[true,false],"
                        + "\"s\":[\"\\\"\\u0000\",null],\"v\":[[1.0,2.0],[3.0,null]],\"w\":[[1.0],[0.1]]}");
        assertThat(json(Map.of())).isEqualTo("{}");
    }

    @Test
    void aSurrogateWithoutItsOtherHalfIsRepaired() {
        assertThat(LogJson.repaired("{\"a\":\"é😀\"}")).isEqualTo("{\"a\":\"é😀\"}");
        assertThat(LogJson.repaired("\ud800x\udc00\ud83d\ude00\ud83d")).isEqualTo("\ufffdx\ufffd😀\ufffd");
    }

    private static String json(Map<String, Column> columns) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = OutputJson.JSON.createGenerator(text)) {
            LogJson.write(json, columns);
        }
        return text.toString();
    }
}
