package dev.lastmile.onnx.spark.internal;

import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.StageConverter;
import dev.lastmile.onnx.spark.StageGraph;
import java.util.Set;
import org.apache.spark.ml.feature.DCT;

/**
 * The DCT-II with the scaling that makes it orthonormal, or its inverse, as a product with its matrix (what Spark's
 * DCT.scala asks of JTransforms: {@code X[k] = s[k] * sum of x[i] * cos(pi * (2 i + 1) * k / (2 n))}, {@code s[0] =
 * sqrt(1 / n)}, otherwise {@code sqrt(2 / n)}). Sums are taken in another order than by a fast transform.
 */
final class DctConverter implements StageConverter<DCT> {
    @Override
    public Class<DCT> stage() {
        return DCT.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("inputCol", "outputCol", "inverse");
    }

    @Override
    public void convert(DCT stage, StageGraph graph) {
        Value value = graph.vector("inputCol", stage.getInputCol());
        int size = value.width();
        double[] matrix = new double[size * size];
        for (int i = 0; i < size; i++) {
            for (int k = 0; k < size; k++) {
                int row = stage.getInverse() ? k : i;
                int column = stage.getInverse() ? i : k;
                matrix[row * size + column] = weight(i, k, size);
            }
        }
        graph.put(stage.getOutputCol(), LinearScores.product(graph.builder(), value, size, matrix));
    }

    // The angle is taken modulo a full turn first, which keeps the cosine of a long vector exact.
    private static double weight(int i, int k, int size) {
        long steps = (2L * i + 1) * k % (4L * size);
        return Math.sqrt((k == 0 ? 1.0 : 2.0) / size) * Math.cos(Math.PI * steps / (2.0 * size));
    }
}
