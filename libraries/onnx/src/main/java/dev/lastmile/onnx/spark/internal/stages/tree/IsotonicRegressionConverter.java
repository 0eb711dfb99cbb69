package dev.lastmile.onnx.spark.internal.stages.tree;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.regression.DecisionTreeRegressionModel;
import org.apache.spark.ml.regression.IsotonicRegressionModel;
import org.apache.spark.ml.tree.ContinuousSplit;
import org.apache.spark.ml.tree.InternalNode;
import org.apache.spark.ml.tree.LeafNode;
import org.apache.spark.ml.tree.Node;

/**
 * A line between the two boundaries that a number is between, from {@code
 * org.apache.spark.mllib.regression.IsotonicRegressionModel.predict} in Spark 4.1. A decision tree finds the boundaries,
 * which takes as many steps as Spark's binary search.
 */
final class IsotonicRegressionConverter implements StageConverter<IsotonicRegressionModel> {
    @Override
    public Class<IsotonicRegressionModel> stage() {
        return IsotonicRegressionModel.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("featureIndex", "featuresCol", "predictionCol");
    }

    @Override
    public Set<String> trainingParameters() {
        return Set.of("isotonic", "labelCol", "weightCol");
    }

    @Override
    public List<String> rejections() {
        return List.of(
                "`featuresCol` that is no vector and can be null, for which Spark predicts null, and a graph has none",
                "`featureIndex` that is no place in the vector");
    }

    @Override
    public void convert(IsotonicRegressionModel stage, ConversionContext graph) {
        GraphBuilder builder = graph.builder();
        Value x = feature(stage, graph);
        double[] boundaries = stage.boundaries().toArray();
        double[] predictions = stage.predictions().toArray();
        int last = boundaries.length - 1;
        // For each number of boundaries that are less than x: the line, and where it is but its upper end.
        double[] lowerX = new double[boundaries.length + 1];
        double[] lowerY = new double[lowerX.length];
        double[] upperX = new double[lowerX.length];
        double[] upperY = new double[lowerX.length];
        for (int i = 0; i < lowerX.length; i++) {
            lowerX[i] = boundaries[Math.max(i - 1, 0)];
            lowerY[i] = predictions[Math.max(i - 1, 0)];
            upperX[i] = boundaries[Math.min(i, last)];
            upperY[i] = predictions[Math.min(i, last)];
        }
        Value place = place(x, boundaries, builder).cast(ElementType.INT64);
        Value x1 = builder.doubles(lowerX).at(place);
        Value y1 = builder.doubles(lowerY).at(place);
        Value x2 = builder.doubles(upperX).at(place);
        Value y2 = builder.doubles(upperY).at(place);
        Value rise = y2.sub(y1).mul(x.sub(x1));
        Value between = y1.add(rise.div(x2.sub(x1)));
        Value isBetween = x.greater(x1).and(x.less(x2));
        Value prediction = builder.where(isBetween, between, y2);
        int zero = Arrays.binarySearch(boundaries, 0.0);
        if (zero > 0 && boundaries[zero - 1] == 0) {
            prediction = builder.where(isPositiveZero(builder, x), predictions[zero], prediction);
        }
        graph.put(stage.getPredictionCol(), prediction);
    }

    // Spark's search has -0.0 before 0.0, and a model can have learned something else of each.
    private static Value isPositiveZero(GraphBuilder builder, Value x) {
        Value reciprocal = builder.doubleScalar(1).div(x);
        return x.equal(0).and(reciprocal.greater(0));
    }

    private static Value feature(IsotonicRegressionModel stage, ConversionContext graph) {
        String column = stage.getFeaturesCol();
        Value value = graph.known("featuresCol", column);
        if (value.isVector()) {
            int index = stage.getFeatureIndex();
            if (index < 0 || index >= value.width()) {
                throw graph.unsupported(
                        "featureIndex",
                        index + " is no place in column " + column + ", which has " + value.width()
                                + " numbers a row. Set one that is.");
            }
            return graph.vector("featuresCol", column, value.width()).element(index);
        }
        if (value.type() != ElementType.DOUBLE) {
            throw graph.unsupported(
                    "featuresCol",
                    "column " + column
                            + " is neither a vector nor of type double. Give the column that was fitted on.");
        }
        if (graph.isNullable(column)) {
            throw graph.unsupported(
                    "featuresCol",
                    "column " + column
                            + " can be null, for which Spark predicts null, and a graph has none. Assemble it"
                            + " into a vector, or give a schema whose field is not nullable.");
        }
        return value;
    }

    /** How many boundaries are less than each number; all of them for NaN. */
    private static Value place(Value x, double[] boundaries, GraphBuilder builder) {
        Node root = search(boundaries, 0, boundaries.length);
        DecisionTreeRegressionModel tree = new DecisionTreeRegressionModel("search", root, 1);
        return new Trees(builder, x.matrix(), tree).sum(new double[] {1});
    }

    private static Node search(double[] boundaries, int from, int to) {
        if (from == to) {
            return new LeafNode(from, 0, null);
        }
        int middle = (from + to) / 2;
        Node left = search(boundaries, from, middle);
        Node right = search(boundaries, middle + 1, to);
        return new InternalNode(0, 0, 0, left, right, new ContinuousSplit(0, boundaries[middle]), null);
    }
}
