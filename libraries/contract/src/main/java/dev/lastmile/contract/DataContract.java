package dev.lastmile.contract;

import dev.lastmile.contract.internal.ContractReader;
import dev.lastmile.contract.internal.ContractValidator;
import dev.lastmile.contract.internal.ContractWriter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One description of a dataset: its columns with their types, roles and rules, and rules about the dataset.
 *
 * <p>The file is Spark's schema JSON, as {@code StructType.json()} writes it, with roles and rules in the {@code metadata}
 * of a column, and an optional member {@code rules} beside {@code fields}. The page on contracts describes every member.
 * Immutable and thread-safe.
 */
public final class DataContract {
    private final String dataset;
    private final List<ContractColumn> columns;
    private final DatasetRules rules;

    private DataContract(String dataset, List<ContractColumn> columns, DatasetRules rules) {
        this.dataset = Objects.requireNonNull(dataset);
        this.columns = List.copyOf(columns);
        this.rules = Objects.requireNonNull(rules);
    }

    /**
     * Reads a contract.
     *
     * @param dataset names it in messages, such as {@code lake.raw.iris}
     * @param json the text of the file
     * @throws ContractException with every error of the file
     */
    public static DataContract parse(String dataset, String json) {
        return ContractReader.read(dataset, json);
    }

    /**
     * A contract of columns, such as one that is derived from another.
     *
     * @throws ContractException with everything that does not fit
     */
    public static DataContract of(String dataset, List<ContractColumn> columns, DatasetRules rules) {
        List<String> problems = ContractValidator.problems(columns, rules);
        if (!problems.isEmpty()) {
            throw ContractException.of(dataset, problems);
        }
        return new DataContract(dataset, columns, rules);
    }

    /** The dataset that it describes, such as {@code lake.raw.iris}. */
    public String dataset() {
        return dataset;
    }

    /** The columns, in the order of the file. */
    public List<ContractColumn> columns() {
        return columns;
    }

    /** The columns of a role, in the order of the file. */
    public List<ContractColumn> columns(Role role) {
        return columns.stream().filter(column -> column.role() == role).toList();
    }

    /** The column of a role that at most one column has. */
    public Optional<ContractColumn> column(Role role) {
        return columns(role).stream().findFirst();
    }

    /** The column with this name, in this case. */
    public Optional<ContractColumn> column(String name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }

    /** The rules about the dataset. */
    public DatasetRules rules() {
        return rules;
    }

    /** The columns that are together unique: those of the role key, or those that the rules name; empty for none. */
    public List<String> key() {
        return rules.unique();
    }

    /**
     * All of it, indented. The same for any formatting of the file; without dataset rules it is Spark's schema JSON, which
     * has no place for them.
     */
    public String json() {
        return ContractWriter.pretty(this);
    }

    /** As {@link #json}, in one line. */
    public String compactJson() {
        return ContractWriter.compact(this);
    }

    /** Columns, types, nullability and metadata in one line, without dataset rules: what Spark's own parser takes. */
    public String schemaJson() {
        return ContractWriter.schema(this);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DataContract contract
                && dataset.equals(contract.dataset)
                && compactJson().equals(contract.compactJson());
    }

    @Override
    public int hashCode() {
        return compactJson().hashCode();
    }

    @Override
    public String toString() {
        return "contract " + dataset + " of " + columns.size() + " columns";
    }
}
