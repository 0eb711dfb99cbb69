package dev.lastmile.lake.internal;

import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.StringType;

/**
 * One check of one column.
 *
 * @param text names it in messages, e.g. {@code min 0.0}
 * @param breach true for a row that breaks it; may be null where the value is
 */
record Rule(String column, String text, Column breach) {

    /** The rules of a column, the plainest first. */
    static List<Rule> of(ColumnChecks checks) {
        List<Rule> rules = new ArrayList<>();
        Column column = Audit.quoted(checks.column());
        if (!checks.nullable()) {
            rules.add(new Rule(checks.column(), "not null", column.isNull()));
        }
        if (checks.type() instanceof ArrayType array && !array.containsNull()) {
            rules.add(new Rule(checks.column(), "no null in the array", exists(column, Column::isNull)));
        }
        if (checks.isFloatingPoint() && !checks.nan()) {
            rules.add(each(checks, "not NaN", value -> isnan(value)));
        }
        if (checks.min() != null) {
            rules.add(each(
                    checks,
                    "min " + checks.min().toPlainString(),
                    value -> number(checks, value).and(value.lt(literal(checks.min(), checks.valueType())))));
        }
        if (checks.max() != null) {
            rules.add(each(
                    checks,
                    "max " + checks.max().toPlainString(),
                    value -> number(checks, value).and(value.gt(literal(checks.max(), checks.valueType())))));
        }
        if (!checks.allowed().isEmpty()) {
            Object[] values = checks.allowed().stream()
                    .map(text -> checks.valueType() instanceof StringType ? text : (Object) Long.valueOf(text))
                    .toArray();
            rules.add(each(checks, "allowed " + checks.allowed(), value -> not(value.isin(values))));
        }
        return rules;
    }

    private static Rule each(ColumnChecks checks, String text, UnaryOperator<Column> breach) {
        Column column = Audit.quoted(checks.column());
        return checks.type() instanceof ArrayType
                ? new Rule(checks.column(), text + " for each element", exists(column, breach::apply))
                : new Rule(checks.column(), text, breach.apply(column));
    }

    // Spark puts NaN above every number.
    private static Column number(ColumnChecks checks, Column value) {
        return checks.isFloatingPoint() ? not(isnan(value)) : lit(true);
    }

    // A bound has the column's own precision, or 0.1 as a float would be above a max of 0.1.
    private static Column literal(BigDecimal bound, DataType type) {
        if (type instanceof DoubleType) {
            return lit(bound.doubleValue());
        }
        return type instanceof FloatType ? lit(bound.floatValue()) : lit(bound);
    }
}
