package dev.lastmile.onnx.spark.internal.stages.vector;

import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.feature.ChiSqSelectorModel;

/** The features that a chi-squared test has selected. */
final class ChiSqSelectorConverter implements StageConverter<ChiSqSelectorModel> {
    @Override
    public Class<ChiSqSelectorModel> stage() {
        return ChiSqSelectorModel.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("featuresCol", "outputCol");
    }

    @Override
    public Set<String> trainingParameters() {
        return Set.of("labelCol", "selectorType", "numTopFeatures", "percentile", "fpr", "fdr", "fwe");
    }

    @Override
    public List<String> rejections() {
        return List.of("a selection of no feature");
    }

    @Override
    public void convert(ChiSqSelectorModel stage, ConversionContext graph) {
        VectorSelection.ofFeatures(graph, stage.getFeaturesCol(), stage.getOutputCol(), stage.selectedFeatures());
    }
}
