package dev.lastmile.contract;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * Checks the values of one input of a model, as its graph takes them: the service and batch scoring share it.
 *
 * <p>The rules are those of {@link ColumnRules}; this class adds what a tensor does to values. An integer, a date or a boolean
 * that can be null arrives as {@code double} with NaN for null, and a decimal as the nearest {@code double}. Null and NaN are
 * the same in a tensor, and in JSON, which has no NaN: a missing value satisfies a column that is nullable or may be NaN.
 *
 * <p>Nothing is allocated for a valid value. Thread-safe.
 */
public final class InputRules {
    /** 10<sup>22</sup> is the largest power of ten that is a double. */
    private static final int MOST_DIGITS = 22;

    /** How the tensor's value becomes one of the column. */
    private enum Kind {
        INTEGER,
        FLOATING,
        DECIMAL,
        TEXT,
        /** Of values that have no rule but null. */
        NONE
    }

    private final ColumnRules rules;
    private final Kind kind;
    private final boolean mayBeMissing;
    private final double unit;
    private final double beyond;
    private final double least;
    private final double greatest;

    private InputRules(ContractColumn column) {
        this.rules = ColumnRules.of(column);
        this.kind = kind(column.type());
        this.mayBeMissing = column.nullable() || column.values().nan();
        int scale = column.type() instanceof ColumnType.Decimal decimal ? decimal.scale() : 0;
        int precision = column.type() instanceof ColumnType.Decimal decimal ? decimal.precision() : 0;
        this.unit = scale > MOST_DIGITS ? Double.NaN : BigDecimal.TEN.pow(scale).doubleValue();
        this.beyond = Math.min(0x1p53, BigDecimal.TEN.pow(precision).doubleValue());
        Bound min = column.values().min();
        Bound max = column.values().max();
        this.least = min == null ? Double.NEGATIVE_INFINITY : min.value().doubleValue();
        this.greatest = max == null ? Double.POSITIVE_INFINITY : max.value().doubleValue();
    }

    private static Kind kind(ColumnType type) {
        if (type.isInteger() || type.isTemporal()) {
            return Kind.INTEGER;
        } else if (type.isFloatingPoint()) {
            return Kind.FLOATING;
        } else if (type instanceof ColumnType.Decimal) {
            return Kind.DECIMAL;
        }
        return type == ColumnType.Scalar.STRING ? Kind.TEXT : Kind.NONE;
    }

    /** The rules of a column of {@link InputContract}. */
    public static InputRules of(ContractColumn column) {
        return new InputRules(column);
    }

    /** The column. */
    public ContractColumn column() {
        return rules.column();
    }

    /** Whether there is a rule that a value of the column's type can break. */
    public boolean isNeeded() {
        return !mayBeMissing
                || rules.rules().stream()
                        .anyMatch(rule -> rule.kind() != Rule.Kind.NOT_NULL && rule.kind() != Rule.Kind.NOT_NAN);
    }

    /** The violation of a value that is missing, or nothing. */
    public Optional<Violation> checkMissing() {
        return mayBeMissing ? Optional.empty() : rules.checkNull();
    }

    /**
     * The first violation of an integer, of the days of a date or of the microseconds of a timestamp, or nothing.
     *
     * @throws IllegalArgumentException if the column is a string
     */
    public Optional<Violation> check(long value) {
        return kind == Kind.INTEGER ? rules.check(value) : check((double) value);
    }

    /**
     * The first violation of a floating point number, or of what a nullable column of another type has become, or nothing.
     *
     * @param value NaN if it is missing; of an integer or temporal column it is an integer
     * @throws IllegalArgumentException if the column is a string
     */
    public Optional<Violation> check(double value) {
        if (Double.isNaN(value)) {
            return checkMissing();
        }
        return switch (kind) {
            case INTEGER -> rules.check((long) value);
            case FLOATING -> rules.check(value);
            case DECIMAL -> checkDecimal(value);
            case TEXT -> throw otherType("a number");
            case NONE -> Optional.empty();
        };
    }

    /**
     * The first violation of a string, or nothing.
     *
     * @param value null if it is missing
     * @throws IllegalArgumentException if the column is not a string
     */
    public Optional<Violation> check(String value) {
        if (value == null) {
            return checkMissing();
        } else if (kind != Kind.TEXT) {
            throw otherType("a string");
        }
        return rules.check(value);
    }

    // A decimal of up to 15 digits has a double of its own, whose product with 10^scale rounds to its digits, and their
    // quotient to the double again (IEEE 754 rounds both correctly). Anything else is looked at as a decimal.
    private Optional<Violation> checkDecimal(double value) {
        double digits = Math.rint(value * unit);
        boolean fits = digits / unit == value && Math.abs(digits) < beyond;
        if (fits && value > least && value < greatest) {
            return Optional.empty();
        }
        double finite = Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, value));
        return rules.check(BigDecimal.valueOf(finite));
    }

    private IllegalArgumentException otherType(String passed) {
        return new IllegalArgumentException("Column " + column().name() + " is " + column().type()
                + " by the contract, and the model takes " + passed + ". Register the model again.");
    }
}
