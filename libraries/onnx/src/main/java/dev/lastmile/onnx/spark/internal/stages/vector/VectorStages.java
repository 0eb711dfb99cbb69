package dev.lastmile.onnx.spark.internal.stages.vector;

import dev.lastmile.onnx.spark.StageConverter;
import java.util.List;

/** The converters of stages that read and make vectors. */
public final class VectorStages {
    private VectorStages() {}

    /** One of each. */
    public static List<StageConverter<?>> converters() {
        return List.of(
                new ChiSqSelectorConverter(),
                new DctConverter(),
                new ElementwiseProductConverter(),
                new IdfConverter(),
                new InteractionConverter(),
                new MaxAbsScalerConverter(),
                new MinMaxScalerConverter(),
                new NormalizerConverter(),
                new PcaConverter(),
                new PolynomialExpansionConverter(),
                new RobustScalerConverter(),
                new StandardScalerConverter(),
                new UnivariateFeatureSelectorConverter(),
                new VarianceThresholdSelectorConverter(),
                new VectorAssemblerConverter(),
                new VectorIndexerConverter(),
                new VectorSizeHintConverter(),
                new VectorSlicerConverter());
    }
}
