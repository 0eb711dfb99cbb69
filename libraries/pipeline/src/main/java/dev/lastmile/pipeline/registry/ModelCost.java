package dev.lastmile.pipeline.registry;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.onnx.TensorSpec;
import dev.lastmile.onnx.spark.SparkGoldenRows;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * What a model costs to serve.
 *
 * @param bytes of its ONNX form
 * @param millisPerRow the median time in which features and model score one row here; NaN if it was not measured
 */
record ModelCost(long bytes, double millisPerRow) {
    private static final int ROWS = 100;
    private static final int WARM_UP = 200;

    static ModelCost of(OnnxModel model) {
        return new ModelCost(model.bytes().length, Double.NaN);
    }

    /**
     * Measures on raw rows, one after the other, once the scorers are warm.
     *
     * @param features computes what the model takes
     */
    static ModelCost measured(OnnxModel features, OnnxModel model, Dataset<Row> raw) {
        StructType schema = raw.schema();
        List<Batch> rows = raw.limit(ROWS).collectAsList().stream()
                .map(row -> SparkGoldenRows.of(features, schema, List.of(row)).inputs())
                .toList();
        if (rows.isEmpty()) {
            return of(model);
        }
        double[] millis = new double[rows.size()];
        try (OnnxScorer first = new OnnxScorer(features.bytes());
                OnnxScorer second = new OnnxScorer(model.bytes())) {
            for (int i = 0; i < WARM_UP; i++) {
                score(first, second, rows.get(i % rows.size()));
            }
            for (int i = 0; i < millis.length; i++) {
                long start = System.nanoTime();
                score(first, second, rows.get(i));
                millis[i] = (System.nanoTime() - start) / 1e6;
            }
        }
        Arrays.sort(millis);
        return new ModelCost(model.bytes().length, millis[millis.length / 2]);
    }

    private static void score(OnnxScorer features, OnnxScorer model, Batch row) {
        Batch computed = features.score(row);
        Map<String, Column> inputs = new LinkedHashMap<>();
        for (TensorSpec input : model.inputs()) {
            Map<String, Column> from =
                    computed.columns().containsKey(input.name()) ? computed.columns() : row.columns();
            inputs.put(input.name(), converted(from.get(input.name()), input));
        }
        model.score(Batch.of(inputs));
    }

    // Models from Python take 32-bit numbers.
    private static Column converted(Column column, TensorSpec input) {
        if (column instanceof Column.DoubleVectors vectors && input.type() == ElementType.FLOAT) {
            float[] values = new float[vectors.flat().length];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) vectors.flat()[i];
            }
            return new Column.FloatVectors(values, vectors.width());
        }
        return column;
    }
}
