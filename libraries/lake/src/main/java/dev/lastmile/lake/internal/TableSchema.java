package dev.lastmile.lake.internal;

import dev.lastmile.lake.Compatibility;
import dev.lastmile.lake.Compatibility.Change;
import dev.lastmile.lake.Compatibility.Kind;
import dev.lastmile.lake.Contract;
import dev.lastmile.lake.LakeException;
import dev.lastmile.lake.Snapshot;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Grows the columns of a table into those of a contract.
 *
 * <p>A table has one schema for all its branches, so a change is seen before the rows are published. Only what leaves
 * published rows as they are is done: a new column is nullable in the table, even where the contract says not null (the
 * audit sees to that), a type becomes wider, a column may become nullable. Columns that were never published, which a
 * failed run has left, are free to go.
 */
final class TableSchema {
    private TableSchema() {}

    /**
     * @throws LakeException naming the columns, if the contract takes a published column away or changes its type
     */
    static void follow(LakeTable table, Contract contract) {
        table.change(iceberg -> {
            Optional<Snapshot> current = table.history().stream().findFirst();
            current.ifPresent(snapshot -> requirePublishable(snapshot, contract));
            Set<String> published = current.map(snapshot -> new HashSet<>(
                            Arrays.asList(snapshot.contract().schema().fieldNames())))
                    .orElseGet(HashSet::new);
            update(iceberg, contract, published);
        });
    }

    private static void requirePublishable(Snapshot current, Contract contract) {
        Compatibility compatibility = contract.compatibilityWith(current.contract());
        List<Change> rejected = compatibility.changes().stream()
                .filter(change -> change.kind() == Kind.REMOVED || change.kind() == Kind.TYPE_CHANGED)
                .toList();
        if (!rejected.isEmpty()) {
            throw new LakeException("Contract " + contract.dataset() + " is not compatible with the one of snapshot "
                    + current.id() + ": "
                    + rejected.stream().map(Change::reason).collect(Collectors.joining("; "))
                    + ". Readers would break. Keep the column as it is, or publish under a new name, such as "
                    + contract.dataset() + "_2.");
        }
    }

    private static void update(Table table, Contract contract, Set<String> published) {
        Schema is = table.schema();
        Schema wanted = SparkSchemaUtil.convert(contract.schema());
        UpdateSchema update = table.updateSchema();
        for (NestedField column : is.columns()) {
            if (wanted.findField(column.name()) == null) {
                update.deleteColumn(column.name());
            }
        }
        for (NestedField column : wanted.columns()) {
            NestedField was = is.findField(column.name());
            if (was == null) {
                update.addColumn(column.name(), column.type(), column.doc());
            } else {
                change(update, was, column, published.contains(column.name()));
            }
        }
        if (!update.apply().sameSchema(is)) {
            update.commit();
        }
    }

    private static void change(UpdateSchema update, NestedField was, NestedField wanted, boolean published) {
        boolean same = StoredTypes.equal(SparkSchemaUtil.convert(was.type()), SparkSchemaUtil.convert(wanted.type()));
        if (!same && !published) {
            update.deleteColumn(was.name());
            update.addColumn(wanted.name(), wanted.type(), wanted.doc());
            return;
        }
        if (!same) {
            update.updateColumn(was.name(), wanted.type().asPrimitiveType());
        }
        if (was.isRequired() && wanted.isOptional()) {
            update.makeColumnOptional(was.name());
        }
        if (!Objects.equals(was.doc(), wanted.doc())) {
            update.updateColumnDoc(was.name(), wanted.doc());
        }
    }
}
