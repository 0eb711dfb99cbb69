package dev.lastmile.onnx.spark.internal.stages.clustering;

import dev.lastmile.onnx.spark.StageConverter;
import java.util.List;

/** The converters of clusterings. */
public final class ClusteringStages {
    private ClusteringStages() {}

    /** One of each. */
    public static List<StageConverter<?>> converters() {
        return List.of(new BisectingKMeansConverter(), new GaussianMixtureConverter(), new KMeansConverter());
    }
}
