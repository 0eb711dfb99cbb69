package dev.lastmile.contract;

/**
 * A column of a contract.
 *
 * @param name letters, digits and underscores; see {@link ColumnNames}
 * @param source what the raw file calls it; equal to the name unless the file has another
 * @param type its type
 * @param nullable whether null may be
 * @param role what it is for
 * @param values which values it may have
 * @param maxNullShare the greatest share of rows with null, 0 to 1; null for that of the dataset
 * @param unit for readers, such as {@code cm}; empty for none
 * @param comment for readers; empty for none
 */
public record ContractColumn(
        String name,
        String source,
        ColumnType type,
        boolean nullable,
        Role role,
        ValueRules values,
        Double maxNullShare,
        String unit,
        String comment) {

    /** A feature under its own name, without rules, unit and comment. */
    public static ContractColumn of(String name, ColumnType type, boolean nullable) {
        return new ContractColumn(name, name, type, nullable, Role.FEATURE, ValueRules.NONE, null, "", "");
    }

    /** The same column under another role. */
    public ContractColumn withRole(Role newRole) {
        return new ContractColumn(name, source, type, nullable, newRole, values, maxNullShare, unit, comment);
    }

    /** The same column with other rules. */
    public ContractColumn withValues(ValueRules newValues) {
        return new ContractColumn(name, source, type, nullable, role, newValues, maxNullShare, unit, comment);
    }

    /** The same column with another comment. */
    public ContractColumn withComment(String newComment) {
        return new ContractColumn(name, source, type, nullable, role, values, maxNullShare, unit, newComment);
    }

    /** The same column, read from one that has its name. */
    public ContractColumn withoutSource() {
        return new ContractColumn(name, name, type, nullable, role, values, maxNullShare, unit, comment);
    }
}
