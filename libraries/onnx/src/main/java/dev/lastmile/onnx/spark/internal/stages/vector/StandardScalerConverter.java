package dev.lastmile.onnx.spark.internal.stages.vector;

import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import java.util.Arrays;
import java.util.Set;
import org.apache.spark.ml.feature.StandardScalerModel;

/** {@code (x - mean) / std}, as Spark computes it: times {@code 1 / std}, and times 0 where nothing varies. */
final class StandardScalerConverter implements StageConverter<StandardScalerModel> {
    @Override
    public Class<StandardScalerModel> stage() {
        return StandardScalerModel.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("inputCol", "outputCol", "withMean", "withStd");
    }

    @Override
    public void convert(StandardScalerModel stage, ConversionContext graph) {
        Value value = graph.vector("inputCol", stage.getInputCol(), stage.mean().size());
        if (stage.getWithMean()) {
            value = value.sub(stage.mean().toArray());
        }
        if (stage.getWithStd()) {
            double[] scale = Arrays.stream(stage.std().toArray())
                    .map(std -> std == 0 ? 0 : 1 / std)
                    .toArray();
            value = value.mul(scale);
        }
        graph.putStored(
                stage.getOutputCol(), value, graph.stored(stage.getInputCol()).filter(stored -> !stage.getWithMean()));
    }
}
