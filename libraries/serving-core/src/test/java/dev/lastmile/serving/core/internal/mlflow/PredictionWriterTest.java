package dev.lastmile.serving.core.internal.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PredictionWriterTest {
    @Test
    void aRegressionIsARecordOfOneNumber() {
        Batch predictions = Batch.of(Map.of("prediction", new Column.Doubles(new double[] {151.2, -3})));

        assertThat(new String(PredictionWriter.write(predictions), StandardCharsets.UTF_8))
                .isEqualTo("{\"predictions\":[{\"prediction\":151.2},{\"prediction\":-3.0}]}");
    }

    @Test
    void writesEveryKindOfColumnAndNullForWhatJsonHasNoNumberFor() {
        Map<String, Column> columns = new LinkedHashMap<>();
        columns.put("label", new Column.Strings(new String[] {"yes", "no"}));
        columns.put("flag", new Column.Booleans(new boolean[] {true, false}));
        columns.put("count", new Column.Longs(new long[] {1, 2}));
        columns.put("single", new Column.Floats(new float[] {0.5f, Float.NaN}));
        columns.put("number", new Column.Doubles(new double[] {0.25, Double.POSITIVE_INFINITY}));
        columns.put("floats", new Column.FloatVectors(new float[] {1, 2, 3, 4}, 2));
        columns.put("doubles", new Column.DoubleVectors(new double[] {1, 2, 3, 4}, 2));

        assertThat(new String(PredictionWriter.write(Batch.of(columns)), StandardCharsets.UTF_8))
                .isEqualTo("{\"predictions\":["
                        + "{\"label\":\"yes\",\"flag\":true,\"count\":1,\"single\":0.5,\"number\":0.25,"
                        + "\"floats\":[1.0,2.0],\"doubles\":[1.0,2.0]},"
                        + "{\"label\":\"no\",\"flag\":false,\"count\":2,\"single\":null,\"number\":null,"
                        + "\"floats\":[3.0,4.0],\"doubles\":[3.0,4.0]}]}");
    }
}
