package dev.lastmile.template.features;

import dev.lastmile.template.data.Iris;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.VectorAssembler;

/** Which features are made of the raw columns: this is the place to change them. */
public final class FeaturePipeline {
    /** The column that the pipeline makes: a vector, one number a measurement, in their order. */
    public static final String FEATURES = "features";

    private static final String ASSEMBLED = "measurements";

    private FeaturePipeline() {}

    /** The pipeline before it is fitted: measurements to zero mean and unit variance. */
    public static Pipeline estimator() {
        VectorAssembler assembler = new VectorAssembler()
                .setInputCols(Iris.MEASUREMENTS.toArray(String[]::new))
                .setOutputCol(ASSEMBLED);
        StandardScaler scaler = new StandardScaler()
                .setInputCol(ASSEMBLED)
                .setOutputCol(FEATURES)
                .setWithMean(true)
                .setWithStd(true);
        return new Pipeline().setStages(new PipelineStage[] {assembler, scaler});
    }
}
