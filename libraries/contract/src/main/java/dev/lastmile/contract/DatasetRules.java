package dev.lastmile.contract;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Rules about a dataset as a whole.
 *
 * @param unique columns that are together unique; empty if nothing is
 * @param minRows the least number of rows, at least 1
 * @param maxNullShare the greatest share of rows with null in any column without a limit of its own, 0 to 1
 * @param maxRowChange how much the number of rows may change against the snapshot before, as a share of its rows; infinite
 *     for any
 * @param freshness the greatest age of the newest value of the time column, or null
 * @param load what becomes of a row whose key is in the dataset already
 */
public record DatasetRules(
        List<String> unique, long minRows, double maxNullShare, double maxRowChange, Duration freshness, Load load) {
    /** How new rows are added to those of the snapshot before. */
    public enum Load {
        /** All rows are added; a key that is in already is rejected. The default. */
        APPEND,
        /** A row takes the place of the one with the same key; of several new ones with one key the last counts. */
        UPSERT;

        /** As in the file, in lower case. */
        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** At least one row. */
    public static final DatasetRules NONE = new DatasetRules(List.of(), 1, 1, Double.POSITIVE_INFINITY, null);

    public DatasetRules {
        unique = List.copyOf(unique);
        Objects.requireNonNull(load);
    }

    /** Rules of a dataset whose rows are appended. */
    public DatasetRules(
            List<String> unique, long minRows, double maxNullShare, double maxRowChange, Duration freshness) {
        this(unique, minRows, maxNullShare, maxRowChange, freshness, Load.APPEND);
    }

    /** Unique columns and nothing else. */
    public static DatasetRules unique(List<String> columns) {
        return new DatasetRules(columns, 1, 1, Double.POSITIVE_INFINITY, null);
    }

    /**
     * All broken rules except the unique key, which is checked where the rows are.
     *
     * @param columns those of the contract
     */
    public List<Violation> check(List<ContractColumn> columns, DatasetFacts facts) {
        List<Violation> broken = new ArrayList<>();
        if (facts.rows() < minRows) {
            String rule = "minRows " + minRows;
            broken.add(violation("", rule, facts.rows(), rows(facts.rows())));
        }
        for (ContractColumn column : columns) {
            checkNulls(column, facts, broken);
        }
        checkChange(facts, broken);
        if (freshness != null) {
            checkFreshness(columns, facts, broken);
        }
        return broken;
    }

    /** The limit of a column: its own, else that of the dataset. */
    public double maxNullShareOf(ContractColumn column) {
        return column.maxNullShare() != null ? column.maxNullShare() : maxNullShare;
    }

    private void checkNulls(ContractColumn column, DatasetFacts facts, List<Violation> broken) {
        long nulls = facts.nulls().getOrDefault(column.name(), 0L);
        double limit = maxNullShareOf(column);
        if (column.nullable() && exceeds(nulls, limit, facts.rows())) {
            String what = "column " + column.name() + " is null in " + nulls + " of " + facts.rows() + " rows";
            broken.add(violation(column.name(), "maxNullShare " + limit, nulls, what));
        }
    }

    private void checkChange(DatasetFacts facts, List<Violation> broken) {
        if (facts.earlierRows().isEmpty()) {
            return;
        }
        long before = facts.earlierRows().getAsLong();
        if (exceeds(Math.abs(facts.rows() - before), maxRowChange, before)) {
            String what = rows(facts.rows()) + ", and " + before + " in the snapshot before";
            broken.add(violation("", "maxRowChange " + maxRowChange, facts.rows(), what));
        }
    }

    private void checkFreshness(List<ContractColumn> columns, DatasetFacts facts, List<Violation> broken) {
        String column = columns.stream()
                .filter(one -> one.role() == Role.TIME)
                .map(ContractColumn::name)
                .findFirst()
                .orElseThrow();
        String rule = "freshness " + freshness;
        if (facts.newest().isEmpty()) {
            broken.add(violation(column, rule, "null", "column " + column + " is null in every row"));
        } else if (facts.newestInstant().orElseThrow().isBefore(facts.now().minus(freshness))) {
            String newest = facts.newestInstant().orElseThrow().toString();
            String what = "the newest value of column " + column + " is " + newest + ", and it is " + facts.now();
            broken.add(violation(column, rule, newest, what));
        }
    }

    private static String rows(long count) {
        return count == 1 ? "there is 1 row" : "there are " + count + " rows";
    }

    // In decimals: 0.29 of 100 rows are 29, and as doubles fewer.
    private static boolean exceeds(long part, double share, long rows) {
        return Double.isFinite(share)
                && BigDecimal.valueOf(part).compareTo(BigDecimal.valueOf(share).multiply(BigDecimal.valueOf(rows))) > 0;
    }

    private static Violation violation(String column, String rule, Object value, String what) {
        return new Violation(column, rule, String.valueOf(value), what + "; the rule is " + rule);
    }
}
