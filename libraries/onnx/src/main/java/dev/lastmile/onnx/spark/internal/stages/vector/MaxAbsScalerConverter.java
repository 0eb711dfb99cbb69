package dev.lastmile.onnx.spark.internal.stages.vector;

import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import java.util.Arrays;
import java.util.Set;
import org.apache.spark.ml.feature.MaxAbsScalerModel;

/** {@code x * (1 / maxAbs)}, and x itself where all was 0 ({@code transform} of Spark's MaxAbsScaler.scala). */
final class MaxAbsScalerConverter implements StageConverter<MaxAbsScalerModel> {
    @Override
    public Class<MaxAbsScalerModel> stage() {
        return MaxAbsScalerModel.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("inputCol", "outputCol");
    }

    @Override
    public void convert(MaxAbsScalerModel stage, ConversionContext graph) {
        double[] scale = Arrays.stream(stage.maxAbs().toArray())
                .map(most -> most == 0 ? 1 : 1 / most)
                .toArray();
        Value value = graph.vector("inputCol", stage.getInputCol(), scale.length);
        graph.putStored(stage.getOutputCol(), value.mul(scale), graph.stored(stage.getInputCol()));
    }
}
