package dev.lastmile.lake.internal;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;

import dev.lastmile.lake.Contract;
import dev.lastmile.lake.LakeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Checks rows against a contract: one pass for all columns, and one for the key. */
final class Audit {
    private static final int LONGEST_VALUE = 200;

    private final Contract contract;
    private final List<Rule> rules;
    private final List<String> key;

    Audit(Contract contract) {
        List<ColumnChecks> checks = ColumnChecks.of(contract.dataset(), contract.schema());
        this.contract = contract;
        this.rules = checks.stream().flatMap(column -> Rule.of(column).stream()).toList();
        this.key = ColumnChecks.key(checks);
    }

    /**
     * @param rows have the contract's columns
     * @throws LakeException naming dataset, column, rule and an example row, if a check fails
     */
    void require(Dataset<Row> rows) {
        Row counts = tally(rows);
        if (counts.getLong(0) == 0) {
            throw new LakeException(
                    contract.dataset() + " would have no rows. A dataset that is there has at least one;"
                            + " check what the step reads and filters.");
        }
        List<Integer> broken = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            if (counts.getLong(i + 1) > 0) {
                broken.add(i);
            }
        }
        if (!broken.isEmpty()) {
            throw breach(rows, broken, counts);
        }
        if (!key.isEmpty()) {
            requireUnique(rows);
        }
    }

    private Row tally(Dataset<Row> rows) {
        Column[] counted = rules.stream().map(rule -> count_if(breaks(rule))).toArray(Column[]::new);
        return rows.agg(count(lit(1)), counted).head();
    }

    // A rule about a null is neither kept nor broken; the rule against null is another.
    private static Column breaks(Rule rule) {
        return coalesce(rule.breach(), lit(false));
    }

    private LakeException breach(Dataset<Row> rows, List<Integer> broken, Row counts) {
        Rule rule = rules.get(broken.get(0));
        long number = counts.getLong(broken.get(0) + 1);
        // What cannot be made twice the same has no example.
        Optional<Row> example =
                rows.filter(breaks(rule)).limit(1).collectAsList().stream().findFirst();
        String value =
                example.map(row -> text(row.<Object>getAs(rule.column()))).orElse("wrong");
        String others = broken.size() == 1
                ? ""
                : " Also broken: "
                        + broken.stream()
                                .skip(1)
                                .map(i -> rules.get(i).column() + " "
                                        + rules.get(i).text() + " (" + rowCount(counts.getLong(i + 1)) + ")")
                                .collect(Collectors.joining(", "))
                        + ".";
        return new LakeException("Contract " + contract.dataset() + ": column " + rule.column() + " is " + value
                + example.map(row -> " in row " + rowText(row)).orElse("") + "; the rule is " + rule.text() + ", which "
                + rowCount(number) + " of " + counts.getLong(0) + (number == 1 ? " breaks." : " break.") + others
                + " Correct the step, or the contract. Nothing was published.");
    }

    private void requireUnique(Dataset<Row> rows) {
        Column[] columns = key.stream().map(Audit::quoted).toArray(Column[]::new);
        List<Row> repeated = rows.groupBy(columns)
                .agg(count(lit(1)).as("rows"))
                .filter(col("rows").gt(1))
                .limit(1)
                .collectAsList();
        if (repeated.isEmpty()) {
            return;
        }
        Row values = repeated.get(0);
        Column same = lit(true);
        for (int i = 0; i < key.size(); i++) {
            same = same.and(quoted(key.get(i)).equalTo(lit(values.get(i))));
        }
        String example = rows.filter(same).limit(1).collectAsList().stream()
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
        throw new LakeException("Contract " + contract.dataset() + ": " + what + " in "
                + rowCount(values.getLong(key.size())) + example + "; the rule is unique key " + String.join(", ", key)
                + ". Correct the step, or the contract. Nothing was published.");
    }

    static Column quoted(String column) {
        return col("`" + column + "`");
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
        String text =
                value instanceof scala.collection.Seq<?> array ? array.mkString("[", ", ", "]") : String.valueOf(value);
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
    }
}
