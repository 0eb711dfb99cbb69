package dev.lastmile.lake.internal;

import dev.lastmile.contract.ColumnType.Scalar;
import dev.lastmile.contract.ContractColumn;
import dev.lastmile.contract.DataContract;
import dev.lastmile.contract.Role;
import dev.lastmile.lake.Contract;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import scala.Function1;

/**
 * Applies the rules of all columns in one pass and one job. Only columns with a rule are read.
 *
 * <p>The rows are Spark's internal ones, as converting them to {@link Row} takes longer than checking them.
 */
final class AuditPass implements Serializable {
    private static final long serialVersionUID = 1;

    private final String dataset;
    private final String json;

    private AuditPass(Contract contract) {
        this.dataset = contract.definition().dataset();
        this.json = contract.definition().compactJson();
    }

    /** Counts rows, nulls and broken rules; the columns are those of the contract, in its order. */
    static Tally tally(Dataset<Row> rows, Contract contract) {
        AuditPass pass = new AuditPass(contract);
        List<RowRules> rules = pass.rules();
        boolean[] read = pass.read(rules);
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < read.length; i++) {
            if (read[i]) {
                columns.add(Audit.quoted(rules.get(i).rules().column().name()));
            }
        }
        return internal(rows.select(columns.toArray(Column[]::new)))
                .mapPartitions(pass::count)
                .fold(emptyTally(rules), Tally::merge);
    }

    /** The first row that breaks a rule of a column; empty if another run of the rows has none. */
    static Optional<Row> example(Dataset<Row> rows, Contract contract, int column, int rule) {
        AuditPass pass = new AuditPass(contract);
        StructType schema = rows.schema();
        int ordinal =
                schema.fieldIndex(contract.definition().columns().get(column).name());
        return internal(rows)
                .mapPartitions(part -> pass.first(part, schema, ordinal, column, 1 << rule))
                .take(1)
                .stream()
                .findFirst();
    }

    private static JavaRDD<InternalRow> internal(Dataset<Row> rows) {
        return rows.queryExecution().toRdd().toJavaRDD();
    }

    private List<RowRules> rules() {
        return DataContract.parse(dataset, json).columns().stream()
                .map(RowRules::new)
                .toList();
    }

    private static Tally emptyTally(List<RowRules> rules) {
        return new Tally(
                rules.stream().mapToInt(column -> column.rules().rules().size()).toArray());
    }

    private boolean[] read(List<RowRules> rules) {
        DataContract contract = DataContract.parse(dataset, json);
        boolean[] read = new boolean[rules.size()];
        for (int i = 0; i < read.length; i++) {
            ContractColumn column = contract.columns().get(i);
            boolean limited = column.nullable() && contract.rules().maxNullShareOf(column) < 1;
            boolean time = column.role() == Role.TIME && contract.rules().freshness() != null;
            read[i] = limited || time || rules.get(i).isNeeded();
        }
        return read;
    }

    private Iterator<Tally> count(Iterator<InternalRow> rows) {
        List<RowRules> rules = rules();
        boolean[] read = read(rules);
        int columns = 0;
        int[] indexes = new int[read.length];
        RowRules[] needed = new RowRules[read.length];
        int time = -1;
        boolean isDate = false;
        for (int i = 0; i < read.length; i++) {
            if (read[i]) {
                ContractColumn column = rules.get(i).rules().column();
                if (column.role() == Role.TIME) {
                    time = columns;
                    isDate = column.type() == Scalar.DATE;
                }
                indexes[columns] = i;
                needed[columns++] = rules.get(i);
            }
        }
        Tally tally = emptyTally(rules);
        while (rows.hasNext()) {
            InternalRow row = rows.next();
            tally.addRow();
            for (int i = 0; i < columns; i++) {
                if (row.isNullAt(i)) {
                    tally.addNull(indexes[i]);
                }
                int broken = needed[i].broken(row, i);
                if (broken != 0) {
                    tally.addBroken(indexes[i], broken);
                }
            }
            if (time >= 0 && !row.isNullAt(time)) {
                tally.addTime(isDate ? row.getInt(time) : row.getLong(time));
            }
        }
        return List.of(tally).iterator();
    }

    private Iterator<Row> first(Iterator<InternalRow> rows, StructType schema, int ordinal, int column, int bit) {
        RowRules rules = rules().get(column);
        while (rows.hasNext()) {
            InternalRow row = rows.next();
            if ((rules.broken(row, ordinal) & bit) != 0) {
                Function1<Object, Object> converter = CatalystTypeConverters.createToScalaConverter(schema);
                return List.of((Row) converter.apply(row)).iterator();
            }
        }
        return List.<Row>of().iterator();
    }
}
