package dev.lastmile.onnx.spark.internal.stages.tree;

import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.UnsupportedStageException;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.spark.ml.tree.LeafNode;

/** How much of each class was at each leaf when trees were fitted: tables {@code [leaves,classes]}. */
final class LeafProbabilities {
    private final List<LeafNode> leaves;
    private final int classes;

    /**
     * @throws UnsupportedStageException if a leaf has not one count a class, or none but zeros, which Spark cannot make
     *     probabilities of either
     */
    LeafProbabilities(List<LeafNode> leaves, int classes, ConversionContext graph) {
        this.leaves = leaves;
        this.classes = classes;
        for (LeafNode leaf : leaves) {
            if (leaf.impurityStats() == null || leaf.impurityStats().stats().length != classes) {
                throw graph.unsupported(
                        "", "its trees do not have the counts of " + classes + " classes at every leaf. Fit it again.");
            }
            if (!(total(leaf) > 0)) {
                throw graph.unsupported(
                        "", "a leaf was fitted on rows of no weight. Leave such rows out, and fit it again.");
            }
        }
    }

    /** The counts themselves. */
    double[] counts() {
        return table(leaf -> 1);
    }

    /** Each leaf's counts over their sum. */
    double[] shares() {
        return table(LeafProbabilities::total);
    }

    private double[] table(ToDoubleFunction<LeafNode> divisor) {
        double[] table = new double[leaves.size() * classes];
        for (int i = 0; i < leaves.size(); i++) {
            LeafNode leaf = leaves.get(i);
            for (int j = 0; j < classes; j++) {
                table[i * classes + j] = leaf.impurityStats().stats()[j] / divisor.applyAsDouble(leaf);
            }
        }
        return table;
    }

    private static double total(LeafNode leaf) {
        double total = 0;
        for (double count : leaf.impurityStats().stats()) {
            total += count;
        }
        return total;
    }
}
