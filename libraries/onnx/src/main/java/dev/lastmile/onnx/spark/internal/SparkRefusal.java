package dev.lastmile.onnx.spark.internal;

import java.util.List;
import org.apache.spark.SparkThrowable;

/** Tells Spark's refusal of a row from any other failure of Spark's. */
final class SparkRefusal {
    // VectorAssembler has no error condition of its own.
    private static final List<String> ASSEMBLER =
            List.of("Encountered null while assembling a row", "Encountered NaN while assembling a row");

    private static final List<String> FEATURES = List.of(
            "Bucketizer encountered NaN value",
            "out of Bucketizer bounds",
            "Got null vector in VectorSizeHint",
            "Values from column must be indices",
            "Values to interact cannot be null",
            "VectorIndexer encountered invalid value");

    private SparkRefusal() {}

    /** Whether a failure is that of a stage on an invalid value: an assembler's own, or a function's on a null. */
    static boolean isIn(Throwable failure) {
        boolean function = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (ASSEMBLER.stream().anyMatch(message::contains)
                    || FEATURES.stream().anyMatch(message::contains)) {
                return true;
            }
            if (function
                    && (cause instanceof NullPointerException || isUnmatchedNull(cause) || isExpansionOfNull(cause))) {
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
