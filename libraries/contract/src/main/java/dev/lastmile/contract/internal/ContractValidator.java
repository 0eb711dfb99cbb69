package dev.lastmile.contract.internal;

import dev.lastmile.contract.Bound;
import dev.lastmile.contract.ColumnType;
import dev.lastmile.contract.ColumnType.Scalar;
import dev.lastmile.contract.ContractColumn;
import dev.lastmile.contract.DatasetRules;
import dev.lastmile.contract.Role;
import dev.lastmile.contract.ValueRules;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Finds what does not fit together in a contract. */
public final class ContractValidator {
    private static final Set<ColumnType> KEY_TYPES = Set.of(
            Scalar.STRING,
            Scalar.INTEGER,
            Scalar.LONG,
            Scalar.DATE,
            Scalar.TIMESTAMP,
            Scalar.TIMESTAMP_NTZ,
            Scalar.BOOLEAN);

    private final Problems problems = new Problems();

    private ContractValidator() {}

    /** Every problem, with its remedy; empty if there is none. */
    public static List<String> problems(List<ContractColumn> columns, DatasetRules rules) {
        ContractValidator validator = new ContractValidator();
        validator.names(columns);
        columns.forEach(validator::column);
        for (Role role : new Role[] {Role.LABEL, Role.TIME, Role.SPLIT}) {
            validator.onlyOne(columns, role);
        }
        validator.dataset(columns, rules);
        return validator.problems.found();
    }

    // Spark and Iceberg resolve names without regard to case.
    private void names(List<ContractColumn> columns) {
        Map<String, ContractColumn> seen = new HashMap<>();
        Set<String> sources = new HashSet<>();
        for (ContractColumn column : columns) {
            ContractColumn other = seen.putIfAbsent(column.name().toLowerCase(Locale.ROOT), column);
            if (other == null) {
                if (!sources.add(column.source())) {
                    problems.add(Problems.column(column.name()) + " has source '" + column.source()
                            + "', as another column has. Give it another source.");
                }
            } else if (other.source().equals(column.source())) {
                problems.add(Problems.column(column.source()) + " is there twice. Remove or rename one.");
            } else if (other.source().equalsIgnoreCase(column.source())) {
                problems.add("columns '" + other.source() + "' and '" + column.source()
                        + "' differ only in case. Rename one.");
            } else {
                problems.add("columns '" + other.source() + "' and '" + column.source() + "' would both be named "
                        + column.name() + ". Give one a name of letters, digits and underscores, and put what the file"
                        + " calls it into metadata as source.");
            }
        }
    }

    private void column(ContractColumn column) {
        String where = Problems.column(column.source());
        String typed = where + " is " + column.type() + ", ";
        bounds(column, where);
        allowed(column, typed);
        pattern(column, where, typed);
        if (column.role() == Role.KEY) {
            keyColumn(column, where + " is part of the key");
        }
        if (column.role() == Role.TIME && !column.type().isTemporal()) {
            problems.add(typed + "which cannot have the role time. Make it a date or timestamp, or remove the role.");
        }
        if (column.role() == Role.SPLIT && column.type() != Scalar.STRING) {
            problems.add(typed + "which cannot have the role split. Make it a string, or remove the role.");
        }
        if (column.maxNullShare() != null && !column.nullable()) {
            problems.add(where + " is not nullable and has maxNullShare. Remove it, or set nullable to true.");
        }
    }

    private void bounds(ContractColumn column, String where) {
        Bound min = column.values().min();
        Bound max = column.values().max();
        if (min != null && max != null && min.value().compareTo(max.value()) > 0) {
            problems.add(where + " has min " + min.text() + " above max " + max.text() + ". Swap them.");
        }
        ColumnType type = column.type().valueType();
        BigDecimal greatest = TypeRange.greatest(type);
        if (greatest != null && min != null && min.value().compareTo(greatest) > 0) {
            problems.add(where + " has min " + min.text() + ", and no " + type + " is as great. Lower it.");
        }
        if (greatest != null && max != null && max.value().compareTo(TypeRange.least(type)) < 0) {
            problems.add(where + " has max " + max.text() + ", and no " + type + " is as small. Raise it.");
        }
    }

    private void allowed(ContractColumn column, String typed) {
        ColumnType type = column.type().valueType();
        Set<String> allowed = column.values().allowed();
        if (allowed.isEmpty()) {
            return;
        }
        if (type != Scalar.STRING && !type.isInteger()) {
            problems.add(typed + "and allowed is for string, integer and long. Remove it.");
        } else if (type.isInteger() && !allowed.stream().allMatch(ContractValidator::isLong)) {
            problems.add(typed + "and allowed is " + allowed + ". Give integers.");
        }
    }

    private static boolean isLong(String text) {
        try {
            return Long.toString(Long.parseLong(text)).equals(text);
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private void pattern(ContractColumn column, String where, String typed) {
        ValueRules values = column.values();
        if (values.pattern().isEmpty()) {
            return;
        }
        if (column.type().valueType() != Scalar.STRING) {
            problems.add(typed + "and pattern is for string. Remove it.");
        }
        try {
            Pattern.compile(values.pattern());
        } catch (PatternSyntaxException e) {
            problems.add(where + " has pattern \"" + values.pattern() + "\", which is not a regular expression: "
                    + e.getDescription() + " at character " + (e.getIndex() + 1) + ". Correct it.");
        }
    }

    private void keyColumn(ContractColumn column, String part) {
        boolean fits = KEY_TYPES.contains(column.type()) || column.type() instanceof ColumnType.Decimal;
        if (!fits) {
            problems.add(Problems.column(column.source()) + " is " + column.type()
                    + ", which cannot be part of a key. Choose columns of string, integer, long, decimal, date, timestamp or"
                    + " boolean.");
        }
        if (column.nullable()) {
            problems.add(part + " and nullable. Set nullable to false.");
        }
    }

    private void onlyOne(List<ContractColumn> columns, Role role) {
        List<String> names = columns.stream()
                .filter(column -> column.role() == role)
                .map(ContractColumn::name)
                .toList();
        if (names.size() > 1) {
            problems.add("columns " + String.join(", ", names) + " have the role " + role
                    + ", which one column may have. Give the others another role.");
        }
    }

    private void dataset(List<ContractColumn> columns, DatasetRules rules) {
        for (String name : rules.unique()) {
            ContractColumn column = columns.stream()
                    .filter(one -> one.name().equals(name))
                    .findFirst()
                    .orElse(null);
            if (column == null) {
                problems.add("rules has unique " + rules.unique() + ", and there is no column " + name
                        + ". Name columns of the contract.");
            } else if (column.role() != Role.KEY) {
                keyColumn(column, Problems.column(column.source()) + " is named by unique in rules");
            }
        }
        if (rules.load() == DatasetRules.Load.UPSERT && rules.unique().isEmpty()) {
            problems.add("rules has load upsert, and there is no key. Give the role key to the columns that identify a"
                    + " row, or remove load.");
        }
        boolean hasTime = columns.stream().anyMatch(column -> column.role() == Role.TIME);
        if (rules.freshness() != null && !hasTime) {
            problems.add(
                    "rules has freshness, and no column has the role time. Give it to the column that says when a row"
                            + " was true, or remove freshness.");
        }
    }
}
