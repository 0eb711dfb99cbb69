package dev.lastmile.pipeline.registry;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.spark.SparkGoldenRows;
import java.util.Arrays;
import java.util.List;
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
        try (PairScorer pair = new PairScorer(features, model)) {
            for (int i = 0; i < WARM_UP; i++) {
                pair.score(rows.get(i % rows.size()));
            }
            for (int i = 0; i < millis.length; i++) {
                long start = System.nanoTime();
                pair.score(rows.get(i));
                millis[i] = (System.nanoTime() - start) / 1e6;
            }
        }
        Arrays.sort(millis);
        return new ModelCost(model.bytes().length, millis[millis.length / 2]);
    }
}
