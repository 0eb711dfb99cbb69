package dev.lastmile.template.features;

import dev.lastmile.template.data.Datasets;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.VectorAssembler;

/** Which features are computed from the raw columns: this is the place to change them. */
public final class FeaturePipeline {
    /** The output column: a vector, one number per feature. */
    public static final String FEATURES = Datasets.FEATURE_VECTOR;

    private static final String ASSEMBLED = "assembled";

    private FeaturePipeline() {}

    /** The pipeline before it is fitted: each column to zero mean and unit variance. */
    public static Pipeline estimator() {
        VectorAssembler assembler = new VectorAssembler()
                .setInputCols(Datasets.FEATURE_COLUMNS.toArray(String[]::new))
                .setOutputCol(ASSEMBLED);
        StandardScaler scaler = new StandardScaler()
                .setInputCol(ASSEMBLED)
                .setOutputCol(FEATURES)
                .setWithMean(true)
                .setWithStd(true);
        return new Pipeline().setStages(new PipelineStage[] {assembler, scaler});
    }
}
