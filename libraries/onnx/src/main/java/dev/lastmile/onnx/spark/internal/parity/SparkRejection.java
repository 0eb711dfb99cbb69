package dev.lastmile.onnx.spark.internal.parity;

import java.util.List;
import org.apache.spark.SparkThrowable;

/** Tells Spark's rejection of a row from any other failure of Spark's. */
final class SparkRejection {
    private static final List<String> CONDITIONS = List.of("CAST_INVALID_INPUT", "CAST_OVERFLOW");

    // Stages have no error conditions of their own.
    private static final List<String> MESSAGES = List.of(
            "Bernoulli naive Bayes requires 0 or 1 feature values",
            "Both norms should be greater or equal to 0.0",
            "Bucketizer encountered NaN value",
            "Cosine distance is not defined for zero-length vectors",
            "Encountered NaN while assembling a row",
            "Encountered null while assembling a row",
            "Got null vector in VectorSizeHint",
            "Naive Bayes requires nonnegative feature values",
            "Negative value: ",
            "StringIndexer encountered NULL value",
            "Unseen index: ",
            "Unseen label: ",
            "Unseen value: ",
            "Values from column must be indices",
            "Values to interact cannot be null",
            "VectorIndexer encountered invalid value",
            "out of Bucketizer bounds");

    private SparkRejection() {}

    /** Whether a failure is that of a stage on an invalid value: its own, or a function's on a null. */
    static boolean isIn(Throwable failure) {
        boolean function = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (MESSAGES.stream().anyMatch(message::contains)) {
                return true;
            }
            if (function
                    && (cause instanceof NullPointerException || isUnmatchedNull(cause) || isExpansionOfNull(cause))) {
                return true;
            }
            if (cause instanceof SparkThrowable known && CONDITIONS.contains(known.getCondition())) {
                return true;
            }
            function |= cause instanceof SparkThrowable known && "FAILED_EXECUTE_UDF".equals(known.getCondition());
        }
        return false;
    }

    // PolynomialExpansion says no more of a vector that is neither dense nor sparse.
    private static boolean isExpansionOfNull(Throwable cause) {
        return cause instanceof IllegalArgumentException && cause.getMessage() == null;
    }

    private static boolean isUnmatchedNull(Throwable cause) {
        return cause instanceof scala.MatchError && "null".equals(cause.getMessage());
    }
}
