package dev.lastmile.pipeline.ingest.text;

import dev.lastmile.contract.ColumnRules;
import dev.lastmile.contract.ColumnType;
import dev.lastmile.contract.ColumnType.Scalar;
import dev.lastmile.contract.ContractColumn;
import dev.lastmile.contract.Rule;
import dev.lastmile.contract.text.NumberText;
import dev.lastmile.contract.text.TimePattern;
import dev.lastmile.contract.text.TimeText;
import dev.lastmile.pipeline.StepException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.UTF8String;

/** Reads the text of one column into a row, strictly by the column's type and rules. Not thread-safe. */
abstract class ColumnReader {
    final ColumnRules rules;
    final int ordinal;

    ColumnReader(ColumnRules rules, int ordinal) {
        this.rules = rules;
        this.ordinal = ordinal;
    }

    /**
     * The reader of a column's type.
     *
     * @throws StepException if values of the type are not written in text files
     */
    static ColumnReader of(ContractColumn column, int ordinal, TextFormat format) {
        ColumnRules rules = ColumnRules.of(column);
        ColumnType type = column.type();
        NumberText number = new NumberText(format.decimalSeparator());
        if (type instanceof ColumnType.Decimal decimal) {
            return new OfDecimal(rules, ordinal, number, decimal);
        } else if (type instanceof Scalar scalar && scalar != Scalar.BINARY) {
            return switch (scalar) {
                case STRING -> new OfString(rules, ordinal, format.parsedCharset());
                case DOUBLE, FLOAT -> new OfReal(rules, ordinal, number, scalar == Scalar.FLOAT);
                case LONG, INTEGER -> new OfInteger(rules, ordinal, number, scalar == Scalar.INTEGER);
                case BOOLEAN ->
                    new BooleanReader(rules, ordinal, format.values().booleans(column.name()));
                default -> ofTime(rules, ordinal, scalar, format);
            };
        }
        throw new StepException("Column " + column.name() + " is " + type
                + ", which a text file does not have. Read it from Parquet, or make it a column of numbers, strings,"
                + " booleans, dates or timestamps.");
    }

    private static ColumnReader ofTime(ColumnRules rules, int ordinal, Scalar type, TextFormat format) {
        TimePattern pattern = format.values().timePattern(rules.column().name());
        ZoneId zone = ZoneId.of(format.zone());
        return pattern == null
                ? new TimeReader(rules, ordinal, new TimeText(zone), type)
                : new PatternReader(rules, ordinal, pattern, type, zone);
    }

    /** The first of the rules that are broken, or null. */
    final String text(int broken) {
        return broken == 0
                ? null
                : rules.rules().get(Integer.numberOfTrailingZeros(broken)).text();
    }

    /** Writes the value to the row; returns null, or the rule that it breaks. */
    abstract String read(byte[] bytes, int from, int to, InternalRow row);

    boolean isString() {
        return false;
    }

    /** Writes null to the row; returns null, or the rule that it breaks. */
    final String readNull(InternalRow row) {
        row.setNullAt(ordinal);
        return text(rules.brokenByNull());
    }

    private static final class OfString extends ColumnReader {
        private static final int REMEMBERED = 1000;

        private final Charset charset;
        private final boolean isUtf8;
        private final boolean hasRules;
        // A string of Java is made of a value only once.
        private final Set<UTF8String> accepted = new HashSet<>();

        OfString(ColumnRules rules, int ordinal, Charset charset) {
            super(rules, ordinal);
            this.charset = charset;
            this.isUtf8 = charset.equals(StandardCharsets.UTF_8) || charset.equals(StandardCharsets.US_ASCII);
            this.hasRules = rules.rules().stream().anyMatch(rule -> rule.kind() != Rule.Kind.NOT_NULL);
        }

        @Override
        boolean isString() {
            return true;
        }

        @Override
        String read(byte[] bytes, int from, int to, InternalRow row) {
            UTF8String value = isUtf8
                    ? UTF8String.fromBytes(Arrays.copyOfRange(bytes, from, to))
                    : UTF8String.fromString(new String(bytes, from, to - from, charset));
            row.update(ordinal, value);
            if (!hasRules || accepted.contains(value)) {
                return null;
            }
            String broken = text(rules.broken(value.toString()));
            if (broken == null && accepted.size() < REMEMBERED) {
                accepted.add(value);
            }
            return broken;
        }
    }

    private static final class OfReal extends ColumnReader {
        private final NumberText number;
        private final boolean isFloat;

        OfReal(ColumnRules rules, int ordinal, NumberText number, boolean isFloat) {
            super(rules, ordinal);
            this.number = number;
            this.isFloat = isFloat;
        }

        @Override
        String read(byte[] bytes, int from, int to, InternalRow row) {
            boolean read = isFloat ? number.readFloat(bytes, from, to) : number.readDouble(bytes, from, to);
            if (!read || number.outOfRange) {
                return (read ? "range of " : "type ") + (isFloat ? "float" : "double");
            }
            if (isFloat) {
                row.setFloat(ordinal, (float) number.real);
            } else {
                row.setDouble(ordinal, number.real);
            }
            return text(rules.broken(number.real));
        }
    }

    private static final class OfInteger extends ColumnReader {
        private final NumberText number;
        private final boolean isInteger;
        private final String type;

        OfInteger(ColumnRules rules, int ordinal, NumberText number, boolean isInteger) {
            super(rules, ordinal);
            this.number = number;
            this.isInteger = isInteger;
            this.type = isInteger ? "integer" : "long";
        }

        @Override
        String read(byte[] bytes, int from, int to, InternalRow row) {
            if (!number.readInteger(bytes, from, to)) {
                return "type " + type;
            }
            long value = number.integer;
            if (number.outOfRange || isInteger && value != (int) value) {
                return "range of " + type;
            }
            if (isInteger) {
                row.setInt(ordinal, (int) value);
            } else {
                row.setLong(ordinal, value);
            }
            return text(rules.broken(value));
        }
    }

    private static final class OfDecimal extends ColumnReader {
        private final NumberText number;
        private final ColumnType.Decimal type;

        OfDecimal(ColumnRules rules, int ordinal, NumberText number, ColumnType.Decimal type) {
            super(rules, ordinal);
            this.number = number;
            this.type = type;
        }

        @Override
        String read(byte[] bytes, int from, int to, InternalRow row) {
            if (!number.readDecimal(bytes, from, to)) {
                return "type " + type;
            }
            if (number.outOfRange) {
                return "range of " + type;
            }
            BigDecimal value;
            try {
                value = number.decimal.setScale(type.scale(), RoundingMode.UNNECESSARY);
            } catch (ArithmeticException e) {
                return "at most " + type.scale() + " decimal places";
            }
            if (value.precision() > type.precision()) {
                return "range of " + type;
            }
            row.setDecimal(ordinal, Decimal.apply(value, type.precision(), type.scale()), type.precision());
            return text(rules.broken(value));
        }
    }
}
