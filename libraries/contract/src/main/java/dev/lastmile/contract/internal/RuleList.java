package dev.lastmile.contract.internal;

import dev.lastmile.contract.ColumnType;
import dev.lastmile.contract.ContractColumn;
import dev.lastmile.contract.Rule;
import dev.lastmile.contract.Rule.Kind;
import dev.lastmile.contract.ValueRules;
import java.util.ArrayList;
import java.util.List;

/** The rules that a column has, each with a bit. */
public final class RuleList {
    private final List<Rule> rules;
    private final int[] bits = new int[Kind.values().length];

    private RuleList(List<Rule> rules) {
        this.rules = List.copyOf(rules);
        for (int i = 0; i < rules.size(); i++) {
            bits[rules.get(i).kind().ordinal()] = 1 << i;
        }
    }

    /** The rules of a column, in the order of their kinds. */
    public static RuleList of(ContractColumn column) {
        List<Rule> rules = new ArrayList<>();
        ColumnType type = column.type().valueType();
        ValueRules values = column.values();
        String each = column.type() instanceof ColumnType.Array ? " for each element" : "";
        if (!column.nullable()) {
            rules.add(new Rule(column.name(), Kind.NOT_NULL, "not null"));
        }
        if (column.type() instanceof ColumnType.Array array && !array.containsNull()) {
            rules.add(new Rule(column.name(), Kind.NO_NULL_ELEMENT, "no null in the array"));
        }
        if (type == ColumnType.Scalar.INTEGER || type instanceof ColumnType.Decimal) {
            rules.add(new Rule(column.name(), Kind.TYPE, "type " + type + each));
        }
        if (type.isFloatingPoint() && !values.nan()) {
            rules.add(new Rule(column.name(), Kind.NOT_NAN, "not NaN" + each));
        }
        if (values.min() != null) {
            rules.add(new Rule(column.name(), Kind.MIN, "min " + values.min().text() + each));
        }
        if (values.max() != null) {
            rules.add(new Rule(column.name(), Kind.MAX, "max " + values.max().text() + each));
        }
        if (!values.allowed().isEmpty()) {
            rules.add(new Rule(column.name(), Kind.ALLOWED, "allowed " + values.allowed() + each));
        }
        if (!values.pattern().isEmpty()) {
            rules.add(new Rule(column.name(), Kind.PATTERN, "pattern " + values.pattern() + each));
        }
        return new RuleList(rules);
    }

    public List<Rule> rules() {
        return rules;
    }

    /** The bit of a rule; 0 if the column does not have it. */
    public int bit(Kind kind) {
        return bits[kind.ordinal()];
    }
}
