package dev.lastmile.onnx.spark.internal.stages.classification;

import dev.lastmile.onnx.spark.StageConverter;
import java.util.List;

/** The converters of classifiers that are neither trees nor linear. */
public final class ClassificationStages {
    private ClassificationStages() {}

    /** One of each. */
    public static List<StageConverter<?>> converters() {
        return List.of(
                new MultilayerPerceptronClassificationConverter(), new NaiveBayesConverter(), new OneVsRestConverter());
    }
}
