package dev.lastmile.onnx.spark.internal.stages.vector;

import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import dev.lastmile.onnx.spark.internal.stages.math.LinearScores;
import java.util.Set;
import org.apache.spark.ml.feature.PCAModel;

/** The products with the principal components ({@code transform} of Spark's PCA.scala). */
final class PcaConverter implements StageConverter<PCAModel> {
    @Override
    public Class<PCAModel> stage() {
        return PCAModel.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("inputCol", "outputCol");
    }

    @Override
    public Set<String> trainingParameters() {
        return Set.of("k");
    }

    @Override
    public void convert(PCAModel stage, ConversionContext graph) {
        Value value = graph.vector("inputCol", stage.getInputCol(), stage.pc().numRows());
        graph.put(stage.getOutputCol(), LinearScores.ofClasses(value, stage.pc().transpose()));
    }
}
