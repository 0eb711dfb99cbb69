package dev.lastmile.serving.internal.rest;

import dev.lastmile.contract.Bound;
import dev.lastmile.contract.ColumnType;
import dev.lastmile.contract.ContractColumn;
import dev.lastmile.contract.ValueRules;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.models.media.Schema;

/** The rules of a column as JSON Schema: bounds, allowed values, pattern; what it has no word for is described. */
final class ContractSchema {
    private ContractSchema() {}

    static void addRules(Schema schema, ContractColumn column) {
        ValueRules rules = column.values();
        List<String> texts = new ArrayList<>();
        if (!column.comment().isEmpty()) {
            texts.add(column.comment());
        }
        if (!column.unit().isEmpty()) {
            texts.add("in " + column.unit());
        }
        if (column.type().isTemporal()) {
            text(texts, "min", rules.min());
            text(texts, "max", rules.max());
        } else {
            if (rules.min() != null) {
                schema.minimum(rules.min().value());
            }
            if (rules.max() != null) {
                schema.maximum(rules.max().value());
            }
        }
        if (column.type() instanceof ColumnType.Decimal) {
            texts.add(column.type().toString());
        }
        if (!rules.allowed().isEmpty()) {
            allowed(schema, column);
        }
        if (!rules.pattern().isEmpty()) {
            schema.pattern("^(?:" + rules.pattern() + ")$");
        }
        if (!texts.isEmpty()) {
            schema.description(String.join("; ", texts));
        }
    }

    private static void allowed(Schema schema, ContractColumn column) {
        List<Object> values = new ArrayList<>();
        for (String value : column.values().allowed()) {
            values.add(column.type().isInteger() ? (Object) Long.valueOf(value) : value);
        }
        if (column.nullable()) {
            values.add(null);
        }
        schema.setEnumeration(values);
    }

    private static void text(List<String> texts, String rule, Bound bound) {
        if (bound != null) {
            texts.add(rule + " " + bound.text());
        }
    }
}
