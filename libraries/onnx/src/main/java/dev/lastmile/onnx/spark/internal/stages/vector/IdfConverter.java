package dev.lastmile.onnx.spark.internal.stages.vector;

import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import java.util.Set;
import org.apache.spark.ml.feature.IDFModel;

/** Term frequencies times the inverse document frequency of each term ({@code transform} of Spark's IDF.scala). */
final class IdfConverter implements StageConverter<IDFModel> {
    @Override
    public Class<IDFModel> stage() {
        return IDFModel.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("inputCol", "outputCol");
    }

    @Override
    public Set<String> trainingParameters() {
        return Set.of("minDocFreq");
    }

    @Override
    public void convert(IDFModel stage, ConversionContext graph) {
        double[] weights = stage.idf().toArray();
        Value value = graph.vector("inputCol", stage.getInputCol(), weights.length);
        Value weighted = value.mul(weights);
        graph.putStored(stage.getOutputCol(), weighted, graph.stored(stage.getInputCol()));
    }
}
