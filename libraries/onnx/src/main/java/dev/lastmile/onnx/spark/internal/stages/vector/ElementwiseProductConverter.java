package dev.lastmile.onnx.spark.internal.stages.vector;

import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import java.util.Set;
import org.apache.spark.ml.feature.ElementwiseProduct;

/** Each number times its own weight ({@code transformDense} of Spark's mllib/feature/ElementwiseProduct.scala). */
final class ElementwiseProductConverter implements StageConverter<ElementwiseProduct> {
    @Override
    public Class<ElementwiseProduct> stage() {
        return ElementwiseProduct.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("inputCol", "outputCol", "scalingVec");
    }

    @Override
    public void convert(ElementwiseProduct stage, ConversionContext graph) {
        double[] weights = stage.getScalingVec().toArray();
        Value value = graph.vector("inputCol", stage.getInputCol(), weights.length);
        graph.putStored(stage.getOutputCol(), value.mul(weights), graph.stored(stage.getInputCol()));
    }
}
