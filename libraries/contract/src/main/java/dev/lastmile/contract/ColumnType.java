package dev.lastmile.contract;

import java.util.List;

/** The type of a column. {@code toString} gives it as in the file, such as {@code long} or {@code decimal(9,2)}. */
public sealed interface ColumnType {
    /** A type without parameters. */
    enum Scalar implements ColumnType {
        BOOLEAN,
        /** 32 bits. */
        INTEGER,
        /** 64 bits. */
        LONG,
        /** IEEE 754 single precision. */
        FLOAT,
        /** IEEE 754 double precision. */
        DOUBLE,
        STRING,
        /** Days since 1970-01-01 in the proleptic Gregorian calendar. */
        DATE,
        /** An instant: microseconds since 1970-01-01T00:00:00Z. */
        TIMESTAMP,
        /** Date and time of day without a time zone; microseconds since 1970-01-01T00:00:00. */
        TIMESTAMP_NTZ,
        /** Bytes; no rule but null applies. */
        BINARY;

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * An exact number.
     *
     * @param precision digits in all, 1 to 38
     * @param scale digits after the point, 0 to precision
     */
    record Decimal(int precision, int scale) implements ColumnType {
        @Override
        public String toString() {
            return "decimal(" + precision + "," + scale + ")";
        }
    }

    /** A list; the rules of its column are about each element. */
    record Array(ColumnType element, boolean containsNull) implements ColumnType {
        @Override
        public String toString() {
            return "array<" + element + ">";
        }
    }

    /** Named fields; no rule but null applies to the whole. */
    record Struct(List<Field> fields) implements ColumnType {
        public Struct {
            fields = List.copyOf(fields);
        }

        @Override
        public String toString() {
            return "struct<"
                    + String.join(
                            ",",
                            fields.stream().map(f -> f.name() + ":" + f.type()).toList()) + ">";
        }
    }

    /**
     * A field of a struct.
     *
     * @param comment empty for none
     */
    record Field(String name, ColumnType type, boolean nullable, String comment) {}

    /** Keys with values; no rule but null applies. */
    record KeyValues(ColumnType key, ColumnType value, boolean valueContainsNull) implements ColumnType {
        @Override
        public String toString() {
            return "map<" + key + "," + value + ">";
        }
    }

    /** The type of the values that rules are about: of an array its elements, else the type itself. */
    default ColumnType valueType() {
        return this instanceof Array array ? array.element() : this;
    }

    /** Whether it is float or double, which alone have NaN. */
    default boolean isFloatingPoint() {
        return this == Scalar.FLOAT || this == Scalar.DOUBLE;
    }

    /** Whether it is integer or long. */
    default boolean isInteger() {
        return this == Scalar.INTEGER || this == Scalar.LONG;
    }

    /** Whether it is date, timestamp or timestamp_ntz. */
    default boolean isTemporal() {
        return this == Scalar.DATE || this == Scalar.TIMESTAMP || this == Scalar.TIMESTAMP_NTZ;
    }

    /** Whether {@code min} and {@code max} apply. */
    default boolean isOrdered() {
        return isFloatingPoint() || isInteger() || isTemporal() || this instanceof Decimal;
    }
}
