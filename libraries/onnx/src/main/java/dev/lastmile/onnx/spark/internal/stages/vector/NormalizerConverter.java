package dev.lastmile.onnx.spark.internal.stages.vector;

import dev.lastmile.onnx.graph.Constant;
import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import dev.lastmile.onnx.spark.internal.stages.math.SequentialSum;
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
    public void convert(Normalizer stage, ConversionContext graph) {
        GraphBuilder builder = graph.builder();
        Value value = graph.vector("inputCol", stage.getInputCol());
        Value norm = norm(builder, value, stage.getP());
        Constant zero = builder.doubleScalar(0);
        Value isZero = norm.equal(zero);
        Value quotients = value.div(norm);
        graph.putStored(
                stage.getOutputCol(), builder.where(isZero, value, quotients), graph.stored(stage.getInputCol()));
    }

    /** DOUBLE {@code [N,1]}. */
    private static Value norm(GraphBuilder builder, Value value, double p) {
        Value magnitudes = value.abs();
        if (p == 1) {
            return SequentialSum.ofVector(magnitudes);
        } else if (p == 2) {
            return SequentialSum.ofVector(value.mul(value)).sqrt();
        } else if (p == Double.POSITIVE_INFINITY) {
            Value nan = value.isNaN();
            Value numbers = builder.where(nan, 0, magnitudes);
            return numbers.maxMatrix();
        }
        Value powers = magnitudes.pow(p);
        return SequentialSum.ofVector(powers).pow(1 / p);
    }
}
