package dev.lastmile.onnx.random;

import static dev.lastmile.onnx.random.StageSpec.with;

import java.util.List;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.clustering.BisectingKMeans;
import org.apache.spark.ml.clustering.GaussianMixture;
import org.apache.spark.ml.clustering.KMeans;

/** Stages that find clusters. */
final class ClusteringStages {
    private ClusteringStages() {}

    static List<StageSpec> all() {
        return List.of(
                new StageSpec("KMeansModel", (flow, p) -> clusters(flow, p, with(new KMeans(), "maxIter", 2))),
                new StageSpec(
                        "BisectingKMeansModel",
                        (flow, p) -> clusters(flow, p, with(new BisectingKMeans(), "maxIter", 2))),
                new StageSpec("GaussianMixtureModel", ClusteringStages::mixture));
    }

    private static PipelineStage clusters(Flow flow, Choices p, PipelineStage stage) {
        return with(
                stage,
                "featuresCol",
                flow.vector().name(),
                "predictionCol",
                flow.output("cluster"),
                "k",
                p.whole("k", 2, 3, 5),
                "seed",
                p.random().nextLong(),
                "distanceMeasure",
                p.of("distanceMeasure", "euclidean", "cosine"));
    }

    private static PipelineStage mixture(Flow flow, Choices p) {
        return with(
                new GaussianMixture(),
                "featuresCol",
                flow.vector().name(),
                "predictionCol",
                flow.output("component"),
                "probabilityCol",
                flow.output("share"),
                "k",
                p.whole("k", 2, 3),
                "seed",
                p.random().nextLong(),
                "maxIter",
                2);
    }
}
