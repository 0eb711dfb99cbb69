package dev.lastmile.onnx.spark.internal.stages.vector;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import java.util.Arrays;
import java.util.Set;
import org.apache.spark.ml.feature.MinMaxScalerModel;

/**
 * {@code (x - originalMin) * scale + min}, and the middle of the range where nothing varies; NaN stays NaN ({@code
 * transform} of Spark's MinMaxScaler.scala).
 */
final class MinMaxScalerConverter implements StageConverter<MinMaxScalerModel> {
    @Override
    public Class<MinMaxScalerModel> stage() {
        return MinMaxScalerModel.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("inputCol", "outputCol", "min", "max");
    }

    @Override
    public void convert(MinMaxScalerModel stage, ConversionContext graph) {
        GraphBuilder builder = graph.builder();
        double[] least = stage.originalMin().toArray();
        double[] most = stage.originalMax().toArray();
        double[] scale = new double[least.length];
        double[] constant = new double[least.length];
        for (int i = 0; i < scale.length; i++) {
            double range = most[i] - least[i];
            scale[i] = range == 0 ? 0 : (stage.getMax() - stage.getMin()) / range;
            // A range that is too large for a number gives 0 too, and Spark asks for the scale.
            constant[i] = scale[i] == 0 ? 1 : 0;
        }
        Value value = graph.vector("inputCol", stage.getInputCol(), scale.length);
        Value scaled = value.sub(least);
        scaled = scaled.mul(scale);
        scaled = scaled.add(stage.getMin());
        if (Arrays.stream(constant).anyMatch(flag -> flag == 1)) {
            scaled = withConstants(builder, value, scaled, constant, (stage.getMin() + stage.getMax()) / 2);
        }
        graph.putCompressed(stage.getOutputCol(), scaled);
    }

    private static Value withConstants(
            GraphBuilder builder, Value value, Value scaled, double[] constant, double middle) {
        int width = value.width();
        Value number = value.equal(value);
        Value flags = number.cast(ElementType.DOUBLE).mul(constant);
        return builder.where(flags.cast(ElementType.BOOL), middle, scaled);
    }
}
