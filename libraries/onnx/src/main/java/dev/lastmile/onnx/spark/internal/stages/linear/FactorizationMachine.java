package dev.lastmile.onnx.spark.internal.stages.linear;

import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.internal.stages.math.LinearScores;
import dev.lastmile.onnx.spark.internal.stages.math.SequentialSum;
import org.apache.spark.ml.linalg.Matrix;
import org.apache.spark.ml.linalg.Vector;

/** What factorization machines compute, from {@code FactorizationMachines.getRawPrediction} in Spark 4.1. */
final class FactorizationMachine {
    private FactorizationMachine() {}

    /**
     * The raw prediction of each row.
     *
     * @param factors a column a factor
     * @return DOUBLE {@code [N]}
     */
    static Value of(Value features, double intercept, Vector linear, Matrix factors) {
        Value product = LinearScores.single(features, linear);
        Value sum = product.add(intercept).matrix();
        for (int factor = 0; factor < factors.numCols(); factor++) {
            double[] column = new double[factors.numRows()];
            for (int i = 0; i < column.length; i++) {
                column[i] = factors.apply(i, factor);
            }
            Value scaled = features.mul(column);
            Value whole = SequentialSum.ofVector(scaled);
            Value squares = SequentialSum.ofVector(scaled.mul(scaled));
            Value pairs = whole.mul(whole).sub(squares);
            sum = sum.add(pairs.mul(0.5));
        }
        return sum.element(0);
    }
}
