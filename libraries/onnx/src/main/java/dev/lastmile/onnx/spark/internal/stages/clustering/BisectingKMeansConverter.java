package dev.lastmile.onnx.spark.internal.stages.clustering;

import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.clustering.BisectingKMeansModel;
import org.apache.spark.mllib.clustering.ClusteringTreeNode;
import org.apache.spark.mllib.clustering.VectorWithNorm;

/**
 * From the root of the tree of clusters, always to the first of the nearest children: {@code ClusteringTreeNode.predict}
 * in Spark 4.1.
 */
final class BisectingKMeansConverter implements StageConverter<BisectingKMeansModel> {
    @Override
    public Class<BisectingKMeansModel> stage() {
        return BisectingKMeansModel.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("distanceMeasure", "featuresCol", "predictionCol");
    }

    @Override
    public Set<String> trainingParameters() {
        return Set.of("k", "maxIter", "minDivisibleClusterSize", "seed", "weightCol");
    }

    @Override
    public void convert(BisectingKMeansModel stage, ConversionContext graph) {
        GraphBuilder builder = graph.builder();
        Value features = graph.vector("featuresCol", stage.getFeaturesCol(), stage.numFeatures());
        CenterDistances measure =
                new CenterDistances(graph, features, stage.getFeaturesCol(), stage.getDistanceMeasure());
        measure.rejectUnmeasured();
        // Scala keeps the tree to Spark's own classes, and has no other way to it.
        ClusteringTreeNode root = stage.org$apache$spark$ml$clustering$BisectingKMeansModel$$parentModel()
                .root();
        List<VectorWithNorm> centers = new ArrayList<>();
        collect(root, centers);
        Value distances = measure.from(
                centers.stream().map(center -> center.vector().toArray()).toList(),
                centers.stream().mapToDouble(VectorWithNorm::norm).toArray());
        graph.put(stage.getPredictionCol(), leaf(root, centers, distances, builder));
    }

    private static void collect(ClusteringTreeNode node, List<VectorWithNorm> centers) {
        centers.add(node.centerWithNorm());
        for (ClusteringTreeNode child : node.children()) {
            collect(child, centers);
        }
    }

    private static Value leaf(
            ClusteringTreeNode node, List<VectorWithNorm> centers, Value distances, GraphBuilder builder) {
        if (node.isLeaf()) {
            return builder.fill(builder.longScalar(node.index()), distances);
        }
        Value nearest = null;
        Value chosen = null;
        for (ClusteringTreeNode child : node.children()) {
            Value distance = distances.element(centers.indexOf(child.centerWithNorm()));
            Value leaf = leaf(child, centers, distances, builder);
            if (nearest == null) {
                nearest = distance;
                chosen = leaf;
                continue;
            }
            Value isNearer = distance.less(nearest);
            nearest = builder.where(isNearer, distance, nearest);
            chosen = builder.where(isNearer, leaf, chosen);
        }
        return chosen;
    }
}
