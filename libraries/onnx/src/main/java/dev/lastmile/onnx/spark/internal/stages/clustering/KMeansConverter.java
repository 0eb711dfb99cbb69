package dev.lastmile.onnx.spark.internal.stages.clustering;

import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import java.util.Arrays;
import java.util.Set;
import org.apache.spark.ml.clustering.KMeansModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;

/** The first of the nearest centers, from {@code DistanceMeasure.findClosest} in Spark 4.1. */
final class KMeansConverter implements StageConverter<KMeansModel> {
    @Override
    public Class<KMeansModel> stage() {
        return KMeansModel.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("distanceMeasure", "featuresCol", "predictionCol");
    }

    @Override
    public Set<String> trainingParameters() {
        return Set.of(
                "initMode", "initSteps", "k", "maxBlockSizeInMB", "maxIter", "seed", "solver", "tol", "weightCol");
    }

    @Override
    public void convert(KMeansModel stage, ConversionContext graph) {
        GraphBuilder builder = graph.builder();
        Value features = graph.vector("featuresCol", stage.getFeaturesCol(), stage.numFeatures());
        CenterDistances distances =
                new CenterDistances(graph, features, stage.getFeaturesCol(), stage.getDistanceMeasure());
        if (distances.isCosine() || comparesCenters(stage)) {
            distances.rejectUnmeasured();
        }
        Vector[] centers = stage.clusterCenters();
        Value far = distances.from(
                Arrays.stream(centers).map(Vector::toArray).toList(),
                Arrays.stream(centers)
                        .mapToDouble(center -> Vectors.norm(center, 2))
                        .toArray());
        Value near = far.neg();
        Value isNan = near.isNaN();
        // A distance that is no number is never the shortest one.
        Value known = builder.where(isNan, Double.NEGATIVE_INFINITY, near);
        graph.put(stage.getPredictionCol(), known.argMax());
    }

    // If it does not, Spark passes over the centers whose distance cannot be less, and a NaN is nothing to it. See
    // DistanceMeasure.shouldComputeStatistics and shouldComputeStatisticsLocally.
    private static boolean comparesCenters(KMeansModel stage) {
        long clusters = stage.clusterCenters().length;
        return clusters < 1000 && clusters * clusters * stage.numFeatures() < 1_000_000;
    }
}
