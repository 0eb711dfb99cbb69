package dev.lastmile.onnx.spark.internal.stages.clustering;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.RowAction;
import dev.lastmile.onnx.graph.Constant;
import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.internal.stages.math.LinearScores;
import dev.lastmile.onnx.spark.internal.stages.math.SequentialSum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * How far each row is from the centers of clusters, as {@code org.apache.spark.mllib.clustering.DistanceMeasure} of
 * Spark 4.1 measures it: the square of the Euclidean distance, or one minus the cosine.
 */
final class CenterDistances {
    /** So many numbers a row are held at once, which keeps a batch of rows within a few megabytes. */
    private static final int BLOCK_NUMBERS = 256;

    private final ConversionContext graph;
    private final GraphBuilder builder;
    private final Value features;
    private final String column;
    private final boolean cosine;
    private final Value norm;

    /**
     * @param column of the features
     * @param measure {@code euclidean} or {@code cosine}
     */
    CenterDistances(ConversionContext graph, Value features, String column, String measure) {
        if (!measure.equals("euclidean") && !measure.equals("cosine")) {
            throw graph.unsupported(
                    "distanceMeasure", measure + " is none of Spark 4.1. Fit again with euclidean or cosine.");
        }
        this.graph = graph;
        this.builder = graph.builder();
        this.features = features;
        this.column = column;
        this.cosine = measure.equals("cosine");
        this.norm = SequentialSum.ofVector(features.mul(features)).sqrt();
    }

    /** Whether it is the cosine that is measured. */
    boolean isCosine() {
        return cosine;
    }

    /** Makes an error of the rows for which Spark computes no distance: those with a NaN, or without a direction. */
    void rejectUnmeasured() {
        Value isMeasured = cosine ? norm.greater(0) : norm.greaterOrEqual(0);
        graph.reject(
                RowAction.ERROR,
                isMeasured.not(),
                List.of(column),
                cosine ? "no vector with a direction" : "no vector of numbers without NaN",
                "distanceMeasure " + (cosine ? "cosine" : "euclidean"));
    }

    /**
     * The distances of each row.
     *
     * @param centers at least one
     * @param norms of the centers as the model keeps them, which need not be computed from the centers
     * @return DOUBLE {@code [N,centers]}
     */
    Value from(List<double[]> centers, double[] norms) {
        return cosine ? cosines(centers, norms) : squares(centers);
    }

    private Value squares(List<double[]> centers) {
        int block = Math.max(1, BLOCK_NUMBERS / features.width());
        Value rows = features.unsqueeze(1);
        List<Value> blocks = new ArrayList<>();
        for (int from = 0; from < centers.size(); from += block) {
            List<double[]> some = centers.subList(from, Math.min(from + block, centers.size()));
            Constant constant = builder.doubles(
                    List.of((long) some.size(), (long) features.width()),
                    some.stream().flatMapToDouble(Arrays::stream).toArray());
            Value difference = rows.sub(constant);
            // [N,some,width], of which only the last dimension can be said, and the sum in Spark's order.
            Value sums = difference.mul(difference).cumulativeSum(2);
            blocks.add(builder.op(
                    "Gather",
                    ElementType.DOUBLE,
                    some.size(),
                    Map.of("axis", 2L),
                    sums,
                    builder.longScalar(features.width() - 1L)));
        }
        return builder.concat(blocks);
    }

    private Value cosines(List<double[]> centers, double[] norms) {
        int width = features.width();
        double[] byFeature = new double[width * norms.length];
        for (int i = 0; i < norms.length; i++) {
            for (int feature = 0; feature < width; feature++) {
                byFeature[feature * norms.length + i] = centers.get(i)[feature];
            }
        }
        Value product = LinearScores.product(features, norms.length, byFeature);
        Value angle = product.div(norms).div(norm);
        return angle.neg().add(1);
    }
}
