package dev.lastmile.onnx.spark.internal.stages.vector;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.StageConverter;
import dev.lastmile.onnx.spark.StageGraph;
import dev.lastmile.onnx.spark.internal.stages.math.OrderedSums;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.ml.feature.Normalizer;

/**
 * {@code x / ||x||}, and x itself where the norm is 0 ({@code norm} of Spark's mllib/linalg/Vectors.scala): a NaN makes
 * every norm NaN but the largest magnitude, which passes over it.
 */
final class NormalizerConverter implements StageConverter<Normalizer> {
    @Override
    public Class<Normalizer> stage() {
        return Normalizer.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("inputCol", "outputCol", "p");
    }

    @Override
    public void convert(Normalizer stage, StageGraph graph) {
        GraphBuilder builder = graph.builder();
        Value value = graph.vector("inputCol", stage.getInputCol());
        Value norm = norm(builder, value, stage.getP());
        String zero = builder.doubleScalar(0);
        Value isZero = builder.op("Equal", ElementType.BOOL, 1, Map.of(), norm, zero);
        Value quotients = builder.op("Div", value, norm);
        graph.putStored(
                stage.getOutputCol(),
                builder.op("Where", ElementType.DOUBLE, value.width(), Map.of(), isZero, value, quotients),
                graph.stored(stage.getInputCol()));
    }

    /** DOUBLE {@code [N,1]}. */
    private static Value norm(GraphBuilder builder, Value value, double p) {
        Value magnitudes = builder.op("Abs", value);
        if (p == 1) {
            return OrderedSums.ofVector(builder, magnitudes);
        } else if (p == 2) {
            return builder.op("Sqrt", OrderedSums.ofVector(builder, builder.op("Mul", value, value)));
        } else if (p == Double.POSITIVE_INFINITY) {
            Value nan = builder.op("IsNaN", ElementType.BOOL, value.width(), Map.of(), value);
            Value numbers = builder.op(
                    "Where", ElementType.DOUBLE, value.width(), Map.of(), nan, builder.doubleScalar(0), magnitudes);
            return builder.op("ReduceMax", ElementType.DOUBLE, 1, Map.of("axes", List.of(1L), "keepdims", 1L), numbers);
        }
        Value powers = builder.op("Pow", magnitudes, builder.doubleScalar(p));
        return builder.op("Pow", OrderedSums.ofVector(builder, powers), builder.doubleScalar(1 / p));
    }
}
