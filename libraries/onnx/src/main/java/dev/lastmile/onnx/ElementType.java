package dev.lastmile.onnx;

import java.util.Arrays;
import java.util.Optional;

/**
 * The element types of tensors that models take, compute with and give.
 *
 * <p>The names are those of ONNX, of {@link TensorSpec} in messages and of the files that golden rows are kept in.
 */
public enum ElementType {
    /** 64-bit floating point numbers; NaN is also null. */
    DOUBLE(11),
    /** 32-bit floating point numbers; NaN is also null. */
    FLOAT(1),
    /** 64-bit integers. */
    INT64(7),
    /** 32-bit integers, which are {@link Column.Longs} in Java. */
    INT32(6),
    /** Strings. */
    STRING(8),
    /** Booleans. */
    BOOL(9);

    private final int number;

    ElementType(int number) {
        this.number = number;
    }

    /**
     * The type of this name.
     *
     * @param name such as {@code DOUBLE}
     * @return empty if no column of a {@link Batch} is of such a type
     */
    public static Optional<ElementType> named(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }

    /** The number that ONNX gives it in {@code TensorProto.DataType}. */
    public int number() {
        return number;
    }

    /** Whether its values are floating point numbers, which have NaN. */
    public boolean isFloating() {
        return this == DOUBLE || this == FLOAT;
    }

    /** Whether its values are integers. */
    public boolean isInteger() {
        return this == INT64 || this == INT32;
    }
}
