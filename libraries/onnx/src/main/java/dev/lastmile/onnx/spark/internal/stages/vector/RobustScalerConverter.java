package dev.lastmile.onnx.spark.internal.stages.vector;

import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import java.util.Arrays;
import java.util.Set;
import org.apache.spark.ml.feature.RobustScalerModel;

/**
 * {@code (x - median) * (1 / range)}, and times 0 where the range is 0 ({@code transform} of Spark's RobustScaler.scala).
 */
final class RobustScalerConverter implements StageConverter<RobustScalerModel> {
    @Override
    public Class<RobustScalerModel> stage() {
        return RobustScalerModel.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("inputCol", "outputCol", "withCentering", "withScaling");
    }

    @Override
    public Set<String> trainingParameters() {
        return Set.of("lower", "upper", "relativeError");
    }

    @Override
    public void convert(RobustScalerModel stage, ConversionContext graph) {
        Value value =
                graph.vector("inputCol", stage.getInputCol(), stage.median().size());
        if (stage.getWithCentering()) {
            value = value.sub(stage.median().toArray());
        }
        if (stage.getWithScaling()) {
            double[] scale = Arrays.stream(stage.range().toArray())
                    .map(range -> range == 0 ? 0 : 1 / range)
                    .toArray();
            value = value.mul(scale);
        }
        graph.putStored(
                stage.getOutputCol(),
                value,
                graph.stored(stage.getInputCol()).filter(stored -> !stage.getWithCentering()));
    }
}
