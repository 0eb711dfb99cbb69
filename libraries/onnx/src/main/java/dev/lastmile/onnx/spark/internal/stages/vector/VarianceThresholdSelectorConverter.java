package dev.lastmile.onnx.spark.internal.stages.vector;

import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.feature.VarianceThresholdSelectorModel;

/** The features that vary enough. */
final class VarianceThresholdSelectorConverter implements StageConverter<VarianceThresholdSelectorModel> {
    @Override
    public Class<VarianceThresholdSelectorModel> stage() {
        return VarianceThresholdSelectorModel.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("featuresCol", "outputCol");
    }

    @Override
    public Set<String> trainingParameters() {
        return Set.of("varianceThreshold");
    }

    @Override
    public List<String> rejections() {
        return List.of("a selection of no feature");
    }

    @Override
    public void convert(VarianceThresholdSelectorModel stage, ConversionContext graph) {
        VectorSelection.ofFeatures(graph, stage.getFeaturesCol(), stage.getOutputCol(), stage.selectedFeatures());
    }
}
