package dev.lastmile.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.fixture.Flowers;
import dev.lastmile.onnx.fixture.Graphs;
import dev.lastmile.onnx.spark.SparkGoldenRows;
import dev.lastmile.onnx.spark.SparkMlExporter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class GoldenRowsTest {
    @Test
    void everyTypeIsTheSameAfterAWayThroughJson() {
        Map<String, Column> rows = new LinkedHashMap<>();
        rows.put("double", new Column.Doubles(new double[] {Double.NaN, 0.1, -0.0}));
        rows.put("float", new Column.Floats(new float[] {Float.POSITIVE_INFINITY, 0.1f, 3e38f}));
        rows.put("long", new Column.Longs(new long[] {Long.MIN_VALUE, 0, Long.MAX_VALUE}));
        rows.put("string", new Column.Strings(new String[] {"", "Zürich", "\"\n"}));
        rows.put("bool", new Column.Booleans(new boolean[] {true, false, true}));
        rows.put("doubles", new Column.DoubleVectors(new double[] {1, 2, 3, 4, Double.NEGATIVE_INFINITY, 6}, 2));
        rows.put("floats", new Column.FloatVectors(new float[9], 3));
        try (OnnxScorer scorer = new OnnxScorer(Graphs.echo().bytes())) {
            GoldenRows golden = GoldenRows.of(scorer, Batch.of(rows));
            GoldenRows read = GoldenRows.read(golden.json());

            assertThat(read.json()).isEqualTo(golden.json());
            assertThat(((Column.Doubles) read.inputs().column("double")).values())
                    .containsExactly(Double.NaN, 0.1, -0.0);
            assertThat(((Column.Longs) read.outputs().column("long_out")).values())
                    .containsExactly(Long.MIN_VALUE, 0, Long.MAX_VALUE);
            assertThat(read.failure(scorer)).isEmpty();
        }
    }

    @Test
    void aModelThatSaysSomethingElseIsFound() {
        Map<String, Column> rows = Map.of("x", new Column.DoubleVectors(new double[] {1, 2, 3, 4}, 2));
        GoldenRows golden;
        try (OnnxScorer scorer = new OnnxScorer(Graphs.times(2).bytes())) {
            golden = GoldenRows.of(scorer, Batch.of(rows));
        }
        try (OnnxScorer other = new OnnxScorer(Graphs.times(2.001).bytes())) {
            assertThat(golden.failure(other))
                    .hasValueSatisfying(failure -> assertThat(failure)
                            .isEqualTo(
                                    "in row 1 (counted from 0) of its golden rows, y is 8.004 here, and was 8.0 where"
                                            + " it was trained"));
        }
        try (OnnxScorer other = new OnnxScorer(Graphs.echo().bytes())) {
            assertThat(golden.failure(other))
                    .hasValueSatisfying(failure -> assertThat(failure).startsWith("it cannot score its golden rows: "));
        }
    }

    @Test
    void rowsOfSparkAreGoldenTooAndThoseThatAModelRejects() {
        Dataset<Row> rows = Flowers.frame(3, 1).selectExpr("*", "double(null) as nothing");
        OnnxModel model = SparkMlExporter.export(Flowers.assembler("error"), Flowers.SCHEMA, List.of("assembled"));

        GoldenRows golden = SparkGoldenRows.of(model, rows.schema(), rows.collectAsList());

        assertThat(golden.inputs().rows()).isEqualTo(3);
        assertThat(golden.outputs().columns()).containsOnlyKeys("assembled", "row_status");
        assertThatThrownBy(
                        () -> SparkGoldenRows.of(model, rows.drop("petal_width").schema(), List.of()))
                .hasMessageContaining("The model cannot score the golden rows: it takes petal_width DOUBLE[N]");
    }

    @Test
    void whatIsNoGoldenRowsIsNamed() {
        for (String json : List.of("{", "{\"format\": 2}", "{\"format\": 1, \"inputs\": {\"x\": {}}}")) {
            assertThatThrownBy(() -> GoldenRows.read(json.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(OnnxModelException.class)
                    .hasMessageContaining("olden rows");
        }
    }
}
