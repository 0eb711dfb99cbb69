package dev.lastmile.serving.core.internal.openinference;

import dev.lastmile.onnx.TensorSpec;
import dev.lastmile.serving.core.internal.chain.InputColumn;
import java.util.Set;

/** The protocol's data types. */
final class Datatype {
    private static final Set<String> NUMBERS =
            Set.of("INT8", "INT16", "INT32", "INT64", "UINT8", "UINT16", "UINT32", "UINT64", "FP16", "FP32", "FP64");

    private Datatype() {}

    /** The type of a column. */
    static String of(InputColumn column) {
        return switch (column.type()) {
            case DOUBLE -> "FP64";
            case FLOAT -> "FP32";
            case LONG -> "INT64";
            case INTEGER -> "INT32";
            case BOOLEAN -> "BOOL";
            case STRING, DATE, TIMESTAMP -> "BYTES";
        };
    }

    /** The type of an output. */
    static String of(TensorSpec output) {
        return switch (output.type()) {
            case DOUBLE -> "FP64";
            case FLOAT -> "FP32";
            case STRING -> "BYTES";
            case INT64, INT32, BOOL -> output.type().name();
        };
    }

    /** Whether its values are integers, which must not be converted to floating point on the way. */
    static boolean isInteger(String type) {
        return type.startsWith("INT") || type.startsWith("UINT");
    }

    /** Whether a type can be converted to the column's; numbers that cannot be represented exactly are rejected by value. */
    static boolean fits(String sent, InputColumn column) {
        String taken = of(column);
        return sent.equals(taken) || (NUMBERS.contains(sent) && NUMBERS.contains(taken));
    }
}
