package dev.lastmile.onnx.spark.internal.stages.linear;

import dev.lastmile.onnx.spark.StageConverter;
import java.util.List;

/** The converters of linear models and factorization machines. */
public final class LinearStages {
    private LinearStages() {}

    /** One of each. */
    public static List<StageConverter<?>> converters() {
        return List.of(
                new AftSurvivalRegressionConverter(),
                new FmClassificationConverter(),
                new FmRegressionConverter(),
                new GeneralizedLinearRegressionConverter(),
                new LinearRegressionConverter(),
                new LinearSvcConverter(),
                new LogisticRegressionConverter());
    }
}
