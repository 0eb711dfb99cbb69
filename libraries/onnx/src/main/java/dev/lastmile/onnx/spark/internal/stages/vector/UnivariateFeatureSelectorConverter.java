package dev.lastmile.onnx.spark.internal.stages.vector;

import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.feature.UnivariateFeatureSelectorModel;

/** The features that a univariate test has selected. */
final class UnivariateFeatureSelectorConverter implements StageConverter<UnivariateFeatureSelectorModel> {
    @Override
    public Class<UnivariateFeatureSelectorModel> stage() {
        return UnivariateFeatureSelectorModel.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("featuresCol", "outputCol");
    }

    @Override
    public Set<String> trainingParameters() {
        return Set.of("labelCol", "featureType", "labelType", "selectionMode", "selectionThreshold");
    }

    @Override
    public List<String> rejections() {
        return List.of("a selection of no feature");
    }

    @Override
    public void convert(UnivariateFeatureSelectorModel stage, ConversionContext graph) {
        VectorSelection.ofFeatures(graph, stage.getFeaturesCol(), stage.getOutputCol(), stage.selectedFeatures());
    }
}
