package dev.lastmile.onnx.spark.internal.stages.tree;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.tree.CategoricalSplit;
import org.apache.spark.ml.tree.ContinuousSplit;
import org.apache.spark.ml.tree.DecisionTreeModel;
import org.apache.spark.ml.tree.InternalNode;
import org.apache.spark.ml.tree.LeafNode;
import org.apache.spark.ml.tree.Node;

/**
 * Decision trees as one operator, {@code TreeEnsemble} of {@code ai.onnx.ml} 5.
 *
 * <p>It compares, adds and gives 64-bit numbers, where {@code TreeEnsembleRegressor}, which it replaces, gives 32-bit
 * ones whatever it takes. {@code NaN <= threshold} is false, so a NaN goes right, as in Spark. A split by categories is
 * one by a flag of {@link CategoryFlags}.
 */
final class Trees {
    /** How the operator numbers {@code feature <= split}; no other comparison keeps it on its fast path. */
    private static final byte AT_MOST = 0;

    private static final double BETWEEN_FLAGS = 0.5;

    private final GraphBuilder builder;
    private final Value features;
    private final CategoryFlags flags;
    private final List<Long> roots = new ArrayList<>();
    private final List<Long> tested = new ArrayList<>();
    private final List<Double> splits = new ArrayList<>();
    private final List<Child> lefts = new ArrayList<>();
    private final List<Child> rights = new ArrayList<>();
    private final List<LeafNode> leaves = new ArrayList<>();
    private final List<Long> treeOfLeaf = new ArrayList<>();

    /**
     * @param features the vectors that the trees were fitted on
     */
    Trees(GraphBuilder builder, Value features, DecisionTreeModel... trees) {
        this.builder = builder;
        this.features = features;
        List<CategoricalSplit> categorical = new ArrayList<>();
        for (DecisionTreeModel tree : trees) {
            collect(tree.rootNode(), categorical);
        }
        this.flags = new CategoryFlags(features.width(), categorical);
        for (DecisionTreeModel tree : trees) {
            roots.add((long) splits.size());
            add(tree.rootNode());
        }
    }

    /** The vectors that trees were fitted on, of which trees of one leaf each read nothing. */
    static Value features(ConversionContext graph, String column, int width, DecisionTreeModel... trees) {
        return Arrays.stream(trees).allMatch(tree -> tree.rootNode() instanceof LeafNode)
                ? graph.unreadVector("featuresCol", column, width)
                : graph.vector("featuresCol", column, width);
    }

    /** The leaves of all trees in the order of {@link #leafIndices}; a tree of one leaf has it twice. */
    List<LeafNode> leaves() {
        return Collections.unmodifiableList(leaves);
    }

    /**
     * The sum of the trees' predictions, each times its weight. With one thread, ONNX Runtime adds them in their order;
     * more threads can change the last bit.
     *
     * @return DOUBLE {@code [N]}
     */
    Value sum(double[] weights) {
        double[] values = new double[leaves.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = leaves.get(i).prediction() * weights[treeOfLeaf.get(i).intValue()];
        }
        List<Long> targets = Collections.nCopies(values.length, 0L);
        return operator(1, targets, values).element(0);
    }

    /**
     * The leaf that each tree comes to, as its place among {@link #leaves}.
     *
     * @return INT64 {@code [N,trees]}
     */
    Value leafIndices() {
        double[] places = new double[leaves.size()];
        for (int i = 0; i < places.length; i++) {
            places[i] = i;
        }
        return operator(roots.size(), treeOfLeaf, places).cast(ElementType.INT64);
    }

    private Value operator(int targets, List<Long> targetOfLeaf, double[] leafValues) {
        byte[] modes = new byte[splits.size()];
        Arrays.fill(modes, AT_MOST);
        Map<String, Object> attributes = Map.ofEntries(
                Map.entry("n_targets", (long) targets),
                Map.entry("tree_roots", roots),
                Map.entry("nodes_featureids", tested),
                Map.entry("nodes_modes", modes),
                Map.entry(
                        "nodes_splits",
                        splits.stream().mapToDouble(Double::doubleValue).toArray()),
                Map.entry("nodes_truenodeids", lefts.stream().map(Child::place).toList()),
                Map.entry("nodes_trueleafs", lefts.stream().map(Child::isLeaf).toList()),
                Map.entry(
                        "nodes_falsenodeids", rights.stream().map(Child::place).toList()),
                Map.entry("nodes_falseleafs", rights.stream().map(Child::isLeaf).toList()),
                Map.entry("leaf_targetids", targetOfLeaf),
                Map.entry("leaf_weights", leafValues));
        return builder.mlOp("TreeEnsemble", ElementType.DOUBLE, targets, attributes, flags.beside(builder, features));
    }

    private static void collect(Node node, List<CategoricalSplit> categorical) {
        if (node instanceof InternalNode internal) {
            if (internal.split() instanceof CategoricalSplit split) {
                categorical.add(split);
            }
            collect(internal.leftChild(), categorical);
            collect(internal.rightChild(), categorical);
        }
    }

    private void add(Node root) {
        if (root instanceof LeafNode) {
            // The operator has no tree without a split.
            addSplit(0, 0, root, root);
        } else {
            child(root);
        }
    }

    private Child child(Node node) {
        if (node instanceof LeafNode leaf) {
            leaves.add(leaf);
            treeOfLeaf.add(roots.size() - 1L);
            return new Child(leaves.size() - 1L, 1);
        }
        InternalNode internal = (InternalNode) node;
        if (internal.split() instanceof CategoricalSplit split) {
            return addSplit(flags.column(split), BETWEEN_FLAGS, internal.leftChild(), internal.rightChild());
        }
        ContinuousSplit split = (ContinuousSplit) internal.split();
        return addSplit(split.featureIndex(), split.threshold(), internal.leftChild(), internal.rightChild());
    }

    private Child addSplit(long feature, double split, Node left, Node right) {
        int place = splits.size();
        tested.add(feature);
        splits.add(split);
        lefts.add(null);
        rights.add(null);
        lefts.set(place, child(left));
        rights.set(place, child(right));
        return new Child(place, 0);
    }

    /** @param isLeaf 1 if the place is one among the leaves, 0 if it is one among the splits */
    private record Child(long place, long isLeaf) {}
}
