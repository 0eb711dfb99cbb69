package dev.lastmile.serving.internal.log.block;

/** The encodings of a column, as constants of one byte. */
final class ColumnKind {
    /** Doubles, 8 bytes each. */
    static final byte DOUBLE = 1;

    /**
     * Doubles that are an integer divided by a power of ten: the power (1 byte, 0 to 3), the width of the integers in bytes
     * (1, 2 or 4), the integers. The least integer of that width is NaN.
     */
    static final byte DECIMAL = 2;

    /** Floats, 4 bytes each. */
    static final byte FLOAT = 3;

    /** Longs: the width of the integers in bytes (1, 2, 4 or 8), the integers. */
    static final byte LONG = 4;

    /** Booleans, 1 byte each. */
    static final byte BOOLEAN = 5;

    /** Strings, one by one. */
    static final byte STRING = 6;

    /** Strings of few distinct values: their number (1 byte), the values, an index (1 byte) into them for each row. */
    static final byte DICTIONARY = 7;

    /** Vectors of doubles: their width (varint), then {@link #DOUBLE} or {@link #DECIMAL} for all numbers. */
    static final byte DOUBLE_VECTOR = 8;

    /** Vectors of floats: their width (varint), then 4 bytes for each number. */
    static final byte FLOAT_VECTOR = 9;

    private ColumnKind() {}
}
