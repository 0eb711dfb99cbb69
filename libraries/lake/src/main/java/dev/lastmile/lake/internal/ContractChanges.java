package dev.lastmile.lake.internal;

import dev.lastmile.lake.Compatibility;
import dev.lastmile.lake.Compatibility.Change;
import dev.lastmile.lake.Compatibility.Kind;
import dev.lastmile.lake.Contract;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds what has changed from one contract to a later one. */
public final class ContractChanges {
    private final List<Change> changes = new ArrayList<>();

    private ContractChanges() {}

    public static Compatibility between(Contract earlier, Contract later) {
        ContractChanges found = new ContractChanges();
        List<ColumnChecks> before = ColumnChecks.of(earlier.dataset(), earlier.schema());
        List<ColumnChecks> after = ColumnChecks.of(later.dataset(), later.schema());
        Map<String, ColumnChecks> gone = byName(before);
        for (ColumnChecks column : after) {
            ColumnChecks was = gone.remove(column.column());
            if (was == null) {
                found.added(column);
            } else {
                found.type(was, column);
                found.checks(was, column);
            }
        }
        gone.keySet().forEach(name -> found.add(name, Kind.REMOVED, "column " + name + " was removed"));
        found.key(ColumnChecks.key(before), ColumnChecks.key(after));
        return new Compatibility(found.changes);
    }

    private void added(ColumnChecks column) {
        if (column.nullable()) {
            add(column.column(), Kind.ADDED, "column " + column.column() + " is new, and null in earlier data");
        } else {
            String reason = "column " + column.column() + " is new and not nullable, and earlier data do not have it";
            add(column.column(), Kind.ADDED_NOT_NULL, reason);
        }
    }

    private void type(ColumnChecks was, ColumnChecks is) {
        String reason = "column " + is.column() + " was " + was.type().simpleString() + " and is "
                + is.type().simpleString();
        if (StoredTypes.equal(was.type(), is.type())) {
            return;
        }
        if (was.type().simpleString().equals(is.type().simpleString())) {
            add(is.column(), Kind.TYPE_CHANGED, "column " + is.column() + " allows null at other places inside");
        } else if (StoredTypes.widens(was.type(), is.type())) {
            add(is.column(), Kind.WIDENED, reason);
        } else if (StoredTypes.widens(is.type(), was.type())) {
            add(is.column(), Kind.TYPE_CHANGED, reason + ", which is narrower");
        } else {
            add(is.column(), Kind.TYPE_CHANGED, reason);
        }
    }

    private void checks(ColumnChecks was, ColumnChecks is) {
        String column = is.column();
        if (was.nullable() != is.nullable()) {
            add(
                    column,
                    tightenedIf(was.nullable()),
                    "column " + column + (is.nullable() ? " may" : " may not") + " be null");
        }
        bound(column, "min", was.min(), is.min(), 1);
        bound(column, "max", was.max(), is.max(), -1);
        if (!was.allowed().equals(is.allowed())) {
            boolean tightened = !is.allowed().isEmpty()
                    && (was.allowed().isEmpty() || !is.allowed().containsAll(was.allowed()));
            add(
                    column,
                    tightenedIf(tightened),
                    "column " + column + " allowed " + values(was) + " and allows " + values(is));
        }
        if (was.nan() != is.nan()) {
            add(column, tightenedIf(was.nan()), "column " + column + (is.nan() ? " may" : " may not") + " be NaN");
        }
    }

    private void bound(String column, String name, BigDecimal was, BigDecimal is, int tighter) {
        String where = "column " + column + ": " + name + " ";
        if (was == null && is != null) {
            add(column, Kind.TIGHTENED, where + is + " is new");
        } else if (was != null && is == null) {
            add(column, Kind.RELAXED, where + was + " was dropped");
        } else if (was != null && was.compareTo(is) != 0) {
            add(column, tightenedIf(is.compareTo(was) == tighter), where + "was " + was + " and is " + is);
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

    private static String values(ColumnChecks checks) {
        return checks.allowed().isEmpty() ? "anything" : checks.allowed().toString();
    }

    private static String key(List<String> columns) {
        return columns.isEmpty() ? "none" : String.join(", ", columns);
    }

    private static Map<String, ColumnChecks> byName(List<ColumnChecks> checks) {
        Map<String, ColumnChecks> map = new LinkedHashMap<>();
        checks.forEach(column -> map.put(column.column(), column));
        return map;
    }
}
