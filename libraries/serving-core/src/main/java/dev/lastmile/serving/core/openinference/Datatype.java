package dev.lastmile.serving.core.openinference;

import dev.lastmile.onnx.TensorSpec;
import dev.lastmile.serving.core.chain.InputColumn;
import java.util.Set;

/** The protocol's names of types. */
final class Datatype {
    private static final Set<String> SMALL_INTEGERS = Set.of("INT8", "INT16", "INT32", "UINT8", "UINT16");

    private Datatype() {}

    /** What a column is said to be. */
    static String of(InputColumn column) {
        return switch (column.type()) {
            case DOUBLE -> "FP64";
            case FLOAT -> "FP32";
            case LONG -> "INT64";
            case INTEGER -> "INT32";
            case STRING -> "BYTES";
        };
    }

    /** What an output is said to be. */
    static String of(TensorSpec output) {
        return switch (output.type()) {
            case "DOUBLE" -> "FP64";
            case "FLOAT" -> "FP32";
            case "STRING" -> "BYTES";
            default -> output.type();
        };
    }

    /** Whether values of a type become a column's without loss. */
    static boolean fits(String sent, InputColumn column) {
        String taken = of(column);
        return sent.equals(taken)
                || switch (taken) {
                    case "FP64" -> sent.equals("FP32") || sent.equals("FP16") || isSmall(sent) || sent.equals("UINT32");
                    case "FP32" -> sent.equals("FP16") || sent.equals("INT8") || sent.equals("INT16");
                    case "INT64" -> isSmall(sent) || sent.equals("UINT32");
                    case "INT32" -> isSmall(sent);
                    default -> false;
                };
    }

    private static boolean isSmall(String sent) {
        return SMALL_INTEGERS.contains(sent);
    }
}
