package dev.lastmile.lake.internal;

import dev.lastmile.contract.Bound;
import dev.lastmile.contract.ContractColumn;
import dev.lastmile.contract.DatasetRules;
import dev.lastmile.contract.Role;
import dev.lastmile.contract.ValueRules;
import dev.lastmile.lake.Compatibility;
import dev.lastmile.lake.Compatibility.Change;
import dev.lastmile.lake.Compatibility.Kind;
import dev.lastmile.lake.Contract;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.types.DataType;

/** Finds what has changed from one contract to a later one. */
public final class ContractChanges {
    private final List<Change> changes = new ArrayList<>();

    private ContractChanges() {}

    public static Compatibility between(Contract earlier, Contract later) {
        ContractChanges found = new ContractChanges();
        List<ContractColumn> before = earlier.definition().columns();
        List<ContractColumn> after = later.definition().columns();
        Map<String, ContractColumn> gone = byName(before);
        for (ContractColumn column : after) {
            ContractColumn was = gone.remove(column.name());
            if (was == null) {
                found.added(column);
            } else {
                String name = column.name();
                found.type(
                        name,
                        earlier.schema().apply(name).dataType(),
                        later.schema().apply(name).dataType());
                found.checks(was, column);
                found.role(was, column);
            }
        }
        gone.keySet().forEach(name -> found.add(name, Kind.REMOVED, "column " + name + " was removed"));
        found.key(earlier.definition().key(), later.definition().key());
        found.rules(earlier.definition().rules(), later.definition().rules());
        return new Compatibility(found.changes);
    }

    private void added(ContractColumn column) {
        if (column.nullable()) {
            add(column.name(), Kind.ADDED, "column " + column.name() + " is new, and null in earlier data");
        } else {
            String reason = "column " + column.name() + " is new and not nullable, and earlier data do not have it";
            add(column.name(), Kind.ADDED_NOT_NULL, reason);
        }
    }

    private void type(String column, DataType was, DataType is) {
        String reason = "column " + column + " was " + was.simpleString() + " and is " + is.simpleString();
        if (StoredTypes.equal(was, is)) {
            return;
        }
        if (was.simpleString().equals(is.simpleString())) {
            add(column, Kind.TYPE_CHANGED, "column " + column + " allows null at other places inside");
        } else if (StoredTypes.widens(was, is)) {
            add(column, Kind.WIDENED, reason);
        } else if (StoredTypes.widens(is, was)) {
            add(column, Kind.TYPE_CHANGED, reason + ", which is narrower");
        } else {
            add(column, Kind.TYPE_CHANGED, reason);
        }
    }

    private void checks(ContractColumn was, ContractColumn is) {
        String column = is.name();
        if (was.nullable() != is.nullable()) {
            add(
                    column,
                    tightenedIf(was.nullable()),
                    "column " + column + (is.nullable() ? " may" : " may not") + " be null");
        }
        ValueRules before = was.values();
        ValueRules now = is.values();
        bound(column, "min", before.min(), now.min(), 1);
        bound(column, "max", before.max(), now.max(), -1);
        if (!before.allowed().equals(now.allowed())) {
            boolean tightened = !now.allowed().isEmpty()
                    && (before.allowed().isEmpty() || !now.allowed().containsAll(before.allowed()));
            add(
                    column,
                    tightenedIf(tightened),
                    "column " + column + " allowed " + values(before) + " and allows " + values(now));
        }
        if (!before.pattern().equals(now.pattern())) {
            // Whether one expression matches all that another does is not computed.
            add(
                    column,
                    tightenedIf(!now.pattern().isEmpty()),
                    "column " + column + ": pattern was " + orNone(before.pattern()) + " and is "
                            + orNone(now.pattern()));
        }
        if (before.nan() != now.nan()) {
            add(column, tightenedIf(before.nan()), "column " + column + (now.nan() ? " may" : " may not") + " be NaN");
        }
    }

    private void bound(String column, String name, Bound was, Bound is, int tighter) {
        String where = "column " + column + ": " + name + " ";
        if (was == null && is != null) {
            add(column, Kind.TIGHTENED, where + is.text() + " is new");
        } else if (was != null && is == null) {
            add(column, Kind.RELAXED, where + was.text() + " was dropped");
        } else if (was != null && was.value().compareTo(is.value()) != 0) {
            add(
                    column,
                    tightenedIf(is.value().compareTo(was.value()) == tighter),
                    where + "was " + was.text() + " and is " + is.text());
        }
    }

    // The key is compared as a whole.
    private void role(ContractColumn was, ContractColumn is) {
        if (was.role() != is.role() && was.role() != Role.KEY && is.role() != Role.KEY) {
            add(
                    is.name(),
                    Kind.ROLE_CHANGED,
                    "column " + is.name() + " had the role " + was.role() + " and has " + is.role());
        }
        if (!Objects.equals(was.maxNullShare(), is.maxNullShare())) {
            add(
                    is.name(),
                    Kind.DATASET_RULE,
                    "column " + is.name() + ": maxNullShare was " + orNone(was.maxNullShare()) + " and is "
                            + orNone(is.maxNullShare()));
        }
    }

    // Earlier snapshots were published under their own rules, so they stay readable.
    private void rules(DatasetRules was, DatasetRules is) {
        rule("minRows", was.minRows(), is.minRows());
        rule("maxNullShare", was.maxNullShare(), is.maxNullShare());
        rule("maxRowChange", was.maxRowChange(), is.maxRowChange());
        rule("freshness", was.freshness(), is.freshness());
        rule("load", was.load(), is.load());
    }

    private void rule(String name, Object was, Object is) {
        if (!Objects.equals(was, is)) {
            add("", Kind.DATASET_RULE, name + " was " + orNone(was) + " and is " + orNone(is));
        }
    }

    // Rows that differ in some columns also differ in those and more.
    private void key(List<String> was, List<String> is) {
        if (!was.equals(is)) {
            boolean tightened = !is.isEmpty() && (was.isEmpty() || !is.containsAll(was));
            String reason = "the key was " + key(was) + " and is " + key(is);
            add(String.join(", ", is.isEmpty() ? was : is), tightenedIf(tightened), reason);
        }
    }

    private void add(String column, Kind kind, String reason) {
        changes.add(new Change(column, kind, reason));
    }

    private static Kind tightenedIf(boolean tightened) {
        return tightened ? Kind.TIGHTENED : Kind.RELAXED;
    }

    private static String values(ValueRules rules) {
        return rules.allowed().isEmpty() ? "anything" : rules.allowed().toString();
    }

    private static String orNone(Object value) {
        return value == null || value.equals("") || value.equals(Double.POSITIVE_INFINITY) ? "none" : value.toString();
    }

    private static String key(List<String> columns) {
        return columns.isEmpty() ? "none" : String.join(", ", columns);
    }

    private static Map<String, ContractColumn> byName(List<ContractColumn> columns) {
        Map<String, ContractColumn> map = new LinkedHashMap<>();
        columns.forEach(column -> map.put(column.name(), column));
        return map;
    }
}
