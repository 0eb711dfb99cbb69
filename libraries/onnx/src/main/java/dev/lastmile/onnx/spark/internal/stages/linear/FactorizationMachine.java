package dev.lastmile.onnx.spark.internal.stages.linear;

import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.internal.stages.math.LinearScores;
import dev.lastmile.onnx.spark.internal.stages.math.OrderedSums;
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
    static Value of(GraphBuilder builder, Value features, double intercept, Vector linear, Matrix factors) {
        Value product = LinearScores.single(builder, features, linear);
        Value sum = builder.matrix(builder.op("Add", product, builder.doubleScalar(intercept)));
        for (int factor = 0; factor < factors.numCols(); factor++) {
            double[] column = new double[factors.numRows()];
            for (int i = 0; i < column.length; i++) {
                column[i] = factors.apply(i, factor);
            }
            Value scaled = builder.op("Mul", features, builder.doubles(column));
            Value whole = OrderedSums.ofVector(builder, scaled);
            Value squares = OrderedSums.ofVector(builder, builder.op("Mul", scaled, scaled));
            Value pairs = builder.op("Sub", builder.op("Mul", whole, whole), squares);
            sum = builder.op("Add", sum, builder.op("Mul", pairs, builder.doubleScalar(0.5)));
        }
        return builder.element(sum, 0);
    }
}
