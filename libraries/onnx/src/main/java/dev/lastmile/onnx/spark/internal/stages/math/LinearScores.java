package dev.lastmile.onnx.spark.internal.stages.math;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.graph.Constant;
import dev.lastmile.onnx.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.spark.ml.linalg.Matrix;
import org.apache.spark.ml.linalg.SparseMatrix;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;

/**
 * Products of features and coefficients.
 *
 * <p>A coefficient that a sparse matrix or vector does not have takes no part in Spark's sum, not even where the feature
 * is NaN or infinite, so each sparse row is multiplied with the features that it has.
 */
public final class LinearScores {
    private LinearScores() {}

    /** With the only row of a matrix: one number a row. */
    public static Value single(Value features, Matrix coefficients) {
        return row(features, coefficients, 0);
    }

    /** With a vector: one number a row. */
    public static Value single(Value features, Vector coefficients) {
        long[] present = coefficients instanceof SparseVector sparse
                ? Arrays.stream(sparse.indices()).asLongStream().toArray()
                : LongStream.range(0, coefficients.size()).toArray();
        double[] values = coefficients instanceof SparseVector sparse ? sparse.values() : coefficients.toArray();
        return product(features, present, values);
    }

    /** With every row of a matrix: a vector of one number a class. */
    public static Value ofClasses(Value features, Matrix coefficients) {
        int classes = coefficients.numRows();
        if (coefficients instanceof SparseMatrix) {
            List<Value> scores = new ArrayList<>();
            for (int i = 0; i < classes; i++) {
                scores.add(row(features, coefficients, i));
            }
            return features.builder().concat(scores);
        }
        int width = coefficients.numCols();
        double[] byFeature = new double[width * classes];
        for (int feature = 0; feature < width; feature++) {
            for (int i = 0; i < classes; i++) {
                byFeature[feature * classes + i] = coefficients.apply(i, feature);
            }
        }
        return product(features, classes, byFeature);
    }

    /**
     * With a matrix of {@code width} columns, row by row.
     *
     * <p>By Gemm: beside a constant that is one number, as a scaler's of one feature, ONNX Runtime makes that number part
     * of a MatMul, and a 32-bit one.
     *
     * @return DOUBLE {@code [N,width]}
     */
    public static Value product(Value features, int width, double[] byFeature) {
        Constant constant = features.builder().doubles(List.of((long) features.width(), (long) width), byFeature);
        return features.builder().op("Gemm", ElementType.DOUBLE, width, Map.of(), features, constant);
    }

    private static Value row(Value features, Matrix coefficients, int row) {
        long[] present = present(coefficients, row);
        double[] values = new double[present.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = coefficients.apply(row, (int) present[i]);
        }
        return product(features, present, values);
    }

    private static Value product(Value features, long[] present, double[] values) {
        if (present.length == 0) {
            return features.builder().fill(features.builder().doubleScalar(0), features);
        }
        Value taken = present.length == features.width() ? features : features.elements(present);
        return product(taken, 1, values).element(0);
    }

    private static long[] present(Matrix coefficients, int row) {
        List<Long> present = new ArrayList<>();
        for (int feature = 0; feature < coefficients.numCols(); feature++) {
            if (!(coefficients instanceof SparseMatrix sparse) || has(sparse, row, feature)) {
                present.add((long) feature);
            }
        }
        return present.stream().mapToLong(Long::longValue).toArray();
    }

    // A transposed sparse matrix is stored by its rows.
    private static boolean has(SparseMatrix matrix, int row, int column) {
        int major = matrix.isTransposed() ? row : column;
        int minor = matrix.isTransposed() ? column : row;
        for (int at = matrix.colPtrs()[major]; at < matrix.colPtrs()[major + 1]; at++) {
            if (matrix.rowIndices()[at] == minor) {
                return true;
            }
        }
        return false;
    }
}
