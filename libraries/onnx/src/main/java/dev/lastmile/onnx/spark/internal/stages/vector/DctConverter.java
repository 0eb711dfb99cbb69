package dev.lastmile.onnx.spark.internal.stages.vector;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import dev.lastmile.onnx.spark.internal.stages.math.LinearScores;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.ml.feature.DCT;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import scala.Function1;

/**
 * The DCT-II with the scaling that makes it orthonormal, or its inverse, as a product with its matrix (what Spark's
 * DCT.scala asks of JTransforms: {@code X[k] = s[k] * sum of x[i] * cos(pi * (2 i + 1) * k / (2 n))}, {@code s[0] =
 * sqrt(1 / n)}, otherwise {@code sqrt(2 / n)}). Sums are taken in another order than by a fast transform.
 *
 * <p>A fast transform adds a number to itself and takes it away again, which makes NaN of an infinite one. What becomes of
 * each is asked of Spark's own function, for one infinite number at a time; those of several add up.
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
    public void convert(DCT stage, ConversionContext graph) {
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
        GraphBuilder builder = graph.builder();
        Value above = builder.op("IsInf", ElementType.BOOL, size, Map.of("detect_negative", 0L), value);
        Value below = builder.op("IsInf", ElementType.BOOL, size, Map.of("detect_positive", 0L), value);
        Value infinite = above.or(below);
        Value finite = builder.where(infinite, 0, value);
        Value result = LinearScores.product(finite, size, matrix);
        Value marks = builder.concat(List.of(above.cast(ElementType.DOUBLE), below.cast(ElementType.DOUBLE)));
        for (double special : new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN}) {
            Value made = LinearScores.product(marks, size, makers(stage, size, special));
            Value some = made.greater(0);
            Value added = builder.where(some, builder.doubleScalar(special), builder.doubleScalar(0));
            result = result.add(added);
        }
        graph.put(stage.getOutputCol(), result);
    }

    /** Which infinite inputs, the positive ones and then the negative ones, make a special number of which outputs. */
    private static double[] makers(DCT stage, int size, double special) {
        Function1<Vector, Vector> spark = stage.createTransformFunc();
        double[] makers = new double[2 * size * size];
        for (int input = 0; input < 2 * size; input++) {
            double[] numbers = new double[size];
            numbers[input % size] = input < size ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
            double[] made = spark.apply(Vectors.dense(numbers)).toArray();
            for (int output = 0; output < size; output++) {
                makers[input * size + output] = Double.compare(made[output], special) == 0 ? 1 : 0;
            }
        }
        return makers;
    }

    // The angle is taken modulo a full turn first, which keeps the cosine of a long vector exact.
    private static double weight(int i, int k, int size) {
        long steps = (2L * i + 1) * k % (4L * size);
        return Math.sqrt((k == 0 ? 1.0 : 2.0) / size) * Math.cos(Math.PI * steps / (2.0 * size));
    }
}
