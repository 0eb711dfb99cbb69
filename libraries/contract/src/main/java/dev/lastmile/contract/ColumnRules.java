package dev.lastmile.contract;

import dev.lastmile.contract.internal.CellText;
import dev.lastmile.contract.internal.PatternRule;
import dev.lastmile.contract.internal.RuleList;
import dev.lastmile.contract.internal.ValueBounds;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Checks the values of one column: the one implementation, for a row of a job and a cell of a request.
 *
 * <p>A value is passed in its own type: {@code long} for integer, long, date (days since 1970-01-01), timestamp and
 * timestamp_ntz (microseconds since 1970-01-01T00:00); {@code double} for float and double; {@link String},
 * {@link BigDecimal} and {@code boolean}. Of an array column each element is passed. Nothing is converted: which text is a
 * number is up to the caller.
 *
 * <p>There are two forms. {@code check} returns the first violation or nothing; {@code broken} returns all broken rules as
 * bits, for who counts: bit {@code i} is about {@code rules().get(i)}. Neither allocates for a valid value. Thread-safe.
 *
 * <p>Bounds of a float column are rounded to float first, or 0.1 as a float would exceed a max of 0.1. NaN breaks no bound;
 * it has a rule of its own.
 */
public final class ColumnRules {
    private final ContractColumn column;
    private final ColumnType type;
    private final RuleList list;
    private final ValueBounds bounds;
    private final Set<String> allowedTexts;
    private final PatternRule pattern;

    private ColumnRules(ContractColumn column) {
        this.column = column;
        this.type = column.type().valueType();
        this.list = RuleList.of(column);
        this.bounds = ValueBounds.of(type, column.values());
        this.allowedTexts = type == ColumnType.Scalar.STRING ? column.values().allowed() : Set.of();
        this.pattern = PatternRule.of(column.values().pattern());
    }

    /** The rules of a column of a contract, which has checked that they fit its type. */
    public static ColumnRules of(ContractColumn column) {
        return new ColumnRules(column);
    }

    /** The column. */
    public ContractColumn column() {
        return column;
    }

    /** The rules, in the order of the bits; at most eight. */
    public List<Rule> rules() {
        return list.rules();
    }

    /** Broken by a value that is not there. */
    public int brokenByNull() {
        return list.bit(Rule.Kind.NOT_NULL);
    }

    /** Broken by an element that is not there, of an array that is. */
    public int brokenByNullElement() {
        return list.bit(Rule.Kind.NO_NULL_ELEMENT);
    }

    /**
     * Broken by a boolean: nothing.
     *
     * @throws IllegalArgumentException if the column has another type
     */
    public int broken(boolean value) {
        requireType(type == ColumnType.Scalar.BOOLEAN, "boolean");
        return 0;
    }

    /**
     * Broken by an integer, or by the days of a date or the microseconds of a timestamp.
     *
     * @throws IllegalArgumentException if the column has another type
     */
    public int broken(long value) {
        requireType(type.isInteger() || type.isTemporal(), "long");
        int broken = 0;
        if (value < bounds.least()) {
            broken |= list.bit(Rule.Kind.MIN);
        }
        if (value > bounds.greatest()) {
            broken |= list.bit(Rule.Kind.MAX);
        }
        if (type == ColumnType.Scalar.INTEGER && value != (int) value) {
            broken |= list.bit(Rule.Kind.TYPE);
        }
        return bounds.isAllowed(value) ? broken : broken | list.bit(Rule.Kind.ALLOWED);
    }

    /**
     * Broken by a floating-point number; of a float column its value as a double.
     *
     * @throws IllegalArgumentException if the column has another type
     */
    public int broken(double value) {
        requireType(type.isFloatingPoint(), "double");
        if (Double.isNaN(value)) {
            return list.bit(Rule.Kind.NOT_NAN);
        }
        int broken = value < bounds.leastDouble() ? list.bit(Rule.Kind.MIN) : 0;
        return value > bounds.greatestDouble() ? broken | list.bit(Rule.Kind.MAX) : broken;
    }

    /**
     * Broken by a decimal. One with more digits than the type has room for breaks the type; zeros at the end do not count.
     *
     * @throws IllegalArgumentException if the column has another type
     */
    public int broken(BigDecimal value) {
        requireType(type instanceof ColumnType.Decimal, "decimal");
        int broken = ValueBounds.isWithin((ColumnType.Decimal) type, value) ? 0 : list.bit(Rule.Kind.TYPE);
        if (column.values().min() != null
                && value.compareTo(column.values().min().value()) < 0) {
            broken |= list.bit(Rule.Kind.MIN);
        }
        if (column.values().max() != null
                && value.compareTo(column.values().max().value()) > 0) {
            broken |= list.bit(Rule.Kind.MAX);
        }
        return broken;
    }

    /**
     * Broken by a string.
     *
     * @throws IllegalArgumentException if the column has another type
     */
    public int broken(String value) {
        requireType(type == ColumnType.Scalar.STRING, "string");
        int broken = 0;
        if (!allowedTexts.isEmpty() && !allowedTexts.contains(value)) {
            broken |= list.bit(Rule.Kind.ALLOWED);
        }
        return pattern.matches(value) ? broken : broken | list.bit(Rule.Kind.PATTERN);
    }

    /** The violation of a value that is not there, or nothing. */
    public Optional<Violation> checkNull() {
        int broken = brokenByNull();
        return broken == 0 ? Optional.empty() : Optional.of(violation(broken, "null"));
    }

    /** The violation of an element that is not there, or nothing. */
    public Optional<Violation> checkNullElement() {
        int broken = brokenByNullElement();
        return broken == 0 ? Optional.empty() : Optional.of(violation(broken, "null"));
    }

    /** The first violation, or nothing; see {@link #broken(boolean)}. */
    public Optional<Violation> check(boolean value) {
        broken(value);
        return Optional.empty();
    }

    /** The first violation, or nothing; see {@link #broken(long)}. */
    public Optional<Violation> check(long value) {
        int broken = broken(value);
        return broken == 0 ? Optional.empty() : Optional.of(violation(broken, CellText.of(type, value)));
    }

    /** The first violation, or nothing; see {@link #broken(double)}. */
    public Optional<Violation> check(double value) {
        int broken = broken(value);
        return broken == 0 ? Optional.empty() : Optional.of(violation(broken, CellText.of(type, value)));
    }

    /** The first violation, or nothing; see {@link #broken(BigDecimal)}. */
    public Optional<Violation> check(BigDecimal value) {
        int broken = broken(value);
        return broken == 0 ? Optional.empty() : Optional.of(violation(broken, CellText.of(value)));
    }

    /** The first violation, or nothing; see {@link #broken(String)}. */
    public Optional<Violation> check(String value) {
        int broken = broken(value);
        return broken == 0 ? Optional.empty() : Optional.of(violation(broken, CellText.excerpt(value)));
    }

    private Violation violation(int broken, String value) {
        Rule rule = rules().get(Integer.numberOfTrailingZeros(broken));
        return new Violation(
                column.name(),
                rule.text(),
                value,
                "column " + column.name() + " is " + value + "; the rule is " + rule.text());
    }

    private void requireType(boolean fits, String passed) {
        if (!fits) {
            throw new IllegalArgumentException("Column " + column.name() + " is " + column.type() + ", and a " + passed
                    + " was passed. Convert the value first.");
        }
    }
}
