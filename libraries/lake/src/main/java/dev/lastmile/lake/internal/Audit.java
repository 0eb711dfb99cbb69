package dev.lastmile.lake.internal;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import dev.lastmile.contract.ColumnRules;
import dev.lastmile.contract.ContractColumn;
import dev.lastmile.contract.DatasetFacts;
import dev.lastmile.contract.Rule;
import dev.lastmile.contract.Violation;
import dev.lastmile.lake.Contract;
import dev.lastmile.lake.LakeException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Checks rows against a contract: one pass for all columns and the dataset, and one for the key. */
final class Audit {
    private static final int LONGEST_VALUE = 200;
    // No column of a contract has a blank in its name.
    private static final String COUNT = "number of rows";

    private final Contract contract;
    private final List<ContractColumn> columns;
    private final List<String> key;

    Audit(Contract contract) {
        this.contract = contract;
        this.columns = contract.definition().columns();
        this.key = contract.definition().key();
    }

    /**
     * @param rows have the contract's columns
     * @param earlierRows rows of the snapshot before, if there is one
     * @throws LakeException naming dataset, column, rule and an example row, if a check fails
     */
    void require(Dataset<Row> rows, OptionalLong earlierRows) {
        Tally tally = AuditPass.tally(rows, contract);
        if (tally.rows() == 0) {
            throw new LakeException(
                    contract.dataset() + " would have no rows. A dataset that is there has at least one;"
                            + " check what the step reads and filters.");
        }
        requireRules(rows, tally, facts(tally, earlierRows));
        if (!key.isEmpty()) {
            requireUnique(rows, rows);
        }
    }

    /**
     * As {@link #require}, of a snapshot most of whose rows were checked before: only the others are, their keys against
     * those before, and the rules of the dataset on the counts of the files.
     */
    void requireAdded(AddedRows rows, OptionalLong earlierRows) {
        Tally tally = AuditPass.tally(rows.added(), contract);
        requireRules(rows.added(), tally, new DatasetTotals(contract).facts(rows, earlierRows));
        if (key.isEmpty()) {
            return;
        }
        requireUnique(rows.added(), rows.all());
        if (rows.others() != null) {
            Column[] columns = keyColumns();
            rows.others()
                    .select(columns)
                    .join(
                            rows.added().select(columns),
                            scala.jdk.javaapi.CollectionConverters.asScala(key).toSeq())
                    .limit(1)
                    .collectAsList()
                    .forEach(values -> {
                        throw repeated(values, rows.all());
                    });
        }
    }

    private void requireRules(Dataset<Row> rows, Tally tally, DatasetFacts facts) {
        List<Broken> broken = broken(tally);
        List<Violation> dataset = contract.definition().rules().check(columns, facts);
        if (!broken.isEmpty()) {
            throw breach(rows, broken, dataset, tally.rows());
        }
        if (!dataset.isEmpty()) {
            throw breach(dataset);
        }
    }

    /** A rule that rows break: the second of the third column has index 1 of column 2. */
    private record Broken(int column, int index, Rule rule, long rows) {}

    private List<Broken> broken(Tally tally) {
        List<Broken> broken = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            List<Rule> rules = ColumnRules.of(columns.get(i)).rules();
            for (int j = 0; j < rules.size(); j++) {
                if (tally.broken(i, j) > 0) {
                    broken.add(new Broken(i, j, rules.get(j), tally.broken(i, j)));
                }
            }
        }
        return broken;
    }

    private DatasetFacts facts(Tally tally, OptionalLong earlierRows) {
        return new DatasetTotals(contract).facts(tally, earlierRows);
    }

    private LakeException breach(Dataset<Row> rows, List<Broken> broken, List<Violation> dataset, long count) {
        Broken first = broken.get(0);
        Rule rule = first.rule();
        // What cannot be made twice the same has no example.
        Optional<Row> example = AuditPass.example(rows, contract, first.column(), first.index());
        String value =
                example.map(row -> text(row.<Object>getAs(rule.column()))).orElse("wrong");
        List<String> others = new ArrayList<>();
        broken.stream()
                .skip(1)
                .map(other -> other.rule().column() + " " + other.rule().text() + " (" + rowCount(other.rows()) + ")")
                .forEach(others::add);
        dataset.forEach(violation -> others.add((violation.column() + " " + violation.rule()).strip()));
        return new LakeException("Contract " + contract.dataset() + ": column " + rule.column() + " is " + value
                + example.map(row -> " in row " + rowText(row)).orElse("") + "; the rule is " + rule.text() + ", which "
                + rowCount(first.rows()) + " of " + count + (first.rows() == 1 ? " breaks." : " break.")
                + (others.isEmpty() ? "" : " Also broken: " + String.join(", ", others) + ".")
                + " Correct the step, or the contract. Nothing was published.");
    }

    private LakeException breach(List<Violation> dataset) {
        return new LakeException("Contract " + contract.dataset() + ": "
                + dataset.stream().map(Violation::message).collect(Collectors.joining(". Also, "))
                + ". Correct the step, or the contract. Nothing was published.");
    }

    private Column[] keyColumns() {
        return key.stream().map(Audit::quoted).toArray(Column[]::new);
    }

    /** @param all rows that an example may come from */
    private void requireUnique(Dataset<Row> rows, Dataset<Row> all) {
        rows.groupBy(keyColumns())
                .agg(count(lit(1)).as(COUNT))
                .filter(quoted(COUNT).gt(1))
                .limit(1)
                .collectAsList()
                .forEach(values -> {
                    throw repeated(values, all);
                });
    }

    private LakeException repeated(Row values, Dataset<Row> rows) {
        Column same = lit(true);
        for (int i = 0; i < key.size(); i++) {
            same = same.and(quoted(key.get(i)).equalTo(lit(values.get(i))));
        }
        Dataset<Row> found = rows.filter(same);
        String example = found.limit(1).collectAsList().stream()
                .map(row -> ", as in row " + rowText(row))
                .findFirst()
                .orElse("");
        StringBuilder what = new StringBuilder();
        for (int i = 0; i < key.size(); i++) {
            what.append(i == 0 ? "" : ", ")
                    .append("column ")
                    .append(key.get(i))
                    .append(" is ")
                    .append(text(values.get(i)));
        }
        return new LakeException("Contract " + contract.dataset() + ": " + what + " in " + rowCount(found.count())
                + example + "; the rule is unique key " + String.join(", ", key)
                + ". Correct the step, or the contract. Nothing was published.");
    }

    static Column quoted(String column) {
        return col("`" + column.replace("`", "``") + "`");
    }

    private static String rowCount(long rows) {
        return rows == 1 ? "1 row" : rows + " rows";
    }

    private String rowText(Row row) {
        List<String> cells = new ArrayList<>();
        for (String column : contract.schema().fieldNames()) {
            cells.add(column + "=" + text(row.<Object>getAs(column)));
        }
        return cells.stream().collect(Collectors.joining(", ", "{", "}"));
    }

    private static String text(Object value) {
        String text = String.valueOf(value);
        if (value instanceof scala.collection.Seq<?> array) {
            text = array.mkString("[", ", ", "]");
        } else if (value instanceof Timestamp timestamp) {
            // Not in the time zone of this machine.
            text = timestamp.toInstant().toString();
        }
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
    }
}
