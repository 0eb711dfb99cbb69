package dev.lastmile.lake.internal;

import dev.lastmile.contract.ColumnRules;
import dev.lastmile.contract.ColumnType;
import dev.lastmile.contract.ColumnType.Scalar;
import dev.lastmile.contract.ContractColumn;
import dev.lastmile.contract.Rule;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.util.ArrayData;

/**
 * The rules of one column on Spark's own rows, which keep dates as days and timestamps as microseconds, as the rules take
 * them: nothing is converted but strings and decimals.
 */
final class RowRules {
    private enum Getter {
        INT,
        LONG,
        FLOAT,
        DOUBLE,
        DECIMAL,
        STRING,
        /** Of values that have no rule of their own. */
        NONE
    }

    private final ColumnRules rules;
    private final boolean isArray;
    private final Getter getter;
    private final int precision;
    private final int scale;

    RowRules(ContractColumn column) {
        this.rules = ColumnRules.of(column);
        this.isArray = column.type() instanceof ColumnType.Array;
        ColumnType type = column.type().valueType();
        boolean hasValueRules = rules.rules().stream()
                // A row of Spark has no value that does not fit its type.
                .anyMatch(rule -> rule.kind() != Rule.Kind.NOT_NULL && rule.kind() != Rule.Kind.TYPE);
        this.getter = hasValueRules ? getter(type) : Getter.NONE;
        this.precision = type instanceof ColumnType.Decimal decimal ? decimal.precision() : 0;
        this.scale = type instanceof ColumnType.Decimal decimal ? decimal.scale() : 0;
    }

    ColumnRules rules() {
        return rules;
    }

    /** Whether the column has to be read at all. */
    boolean isNeeded() {
        return getter != Getter.NONE || rules.brokenByNull() != 0;
    }

    /** The bits of {@link ColumnRules#rules()} that a row breaks. */
    int broken(SpecializedGetters row, int ordinal) {
        if (row.isNullAt(ordinal)) {
            return rules.brokenByNull();
        }
        if (getter == Getter.NONE) {
            return 0;
        }
        return isArray ? brokenInside(row.getArray(ordinal)) : brokenValue(row, ordinal);
    }

    private int brokenInside(ArrayData array) {
        int broken = 0;
        for (int i = 0; i < array.numElements(); i++) {
            broken |= array.isNullAt(i) ? rules.brokenByNullElement() : brokenValue(array, i);
        }
        return broken;
    }

    private int brokenValue(SpecializedGetters row, int ordinal) {
        return switch (getter) {
            case INT -> rules.broken((long) row.getInt(ordinal));
            case LONG -> rules.broken(row.getLong(ordinal));
            case FLOAT -> rules.broken((double) row.getFloat(ordinal));
            case DOUBLE -> rules.broken(row.getDouble(ordinal));
            case DECIMAL ->
                rules.broken(row.getDecimal(ordinal, precision, scale).toJavaBigDecimal());
            case STRING -> rules.broken(row.getUTF8String(ordinal).toString());
            case NONE -> 0;
        };
    }

    private static Getter getter(ColumnType type) {
        if (type instanceof ColumnType.Decimal) {
            return Getter.DECIMAL;
        } else if (type == Scalar.INTEGER || type == Scalar.DATE) {
            return Getter.INT;
        } else if (type == Scalar.LONG || type == Scalar.TIMESTAMP || type == Scalar.TIMESTAMP_NTZ) {
            return Getter.LONG;
        } else if (type == Scalar.FLOAT) {
            return Getter.FLOAT;
        } else if (type == Scalar.DOUBLE) {
            return Getter.DOUBLE;
        }
        return type == Scalar.STRING ? Getter.STRING : Getter.NONE;
    }
}
