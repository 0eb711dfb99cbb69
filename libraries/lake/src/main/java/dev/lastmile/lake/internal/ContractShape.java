package dev.lastmile.lake.internal;

import static org.apache.spark.sql.functions.lit;

import dev.lastmile.contract.ContractColumn;
import dev.lastmile.lake.Contract;
import dev.lastmile.lake.LakeException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.objects.AssertNotNull;
import org.apache.spark.sql.classic.ExpressionUtils;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Brings rows into the columns of a contract, on their way in and out. */
final class ContractShape {
    private ContractShape() {}

    /**
     * The columns of the contract, in its order, of rows that have them under the same names, or those of the raw file, and
     * types.
     *
     * @throws LakeException naming every column that is missing, not in the contract, or of another type
     */
    static Dataset<Row> forWriting(Dataset<Row> rows, Contract contract) {
        Dataset<Row> named = named(rows, contract);
        requireSameColumns(named.schema(), contract);
        return named.select(
                Arrays.stream(contract.schema().fieldNames()).map(Audit::quoted).toArray(Column[]::new));
    }

    private static Dataset<Row> named(Dataset<Row> rows, Contract contract) {
        Set<String> present = new HashSet<>(List.of(rows.columns()));
        Map<String, String> names = new HashMap<>();
        for (ContractColumn column : contract.definition().columns()) {
            if (!present.contains(column.name()) && present.contains(column.source())) {
                names.put(column.source(), column.name());
            }
        }
        return names.isEmpty()
                ? rows
                : rows.toDF(Arrays.stream(rows.columns())
                        .map(name -> names.getOrDefault(name, name))
                        .toArray(String[]::new));
    }

    /** The reader's columns, types and nullability, of rows stored under a compatible contract. */
    static Dataset<Row> forReading(Dataset<Row> stored, Contract reader) {
        List<String> present = List.of(stored.columns());
        return stored.select(Arrays.stream(reader.schema().fields())
                .map(field -> present.contains(field.name())
                        ? asContracted(field, stored.schema().apply(field.name()))
                        : lit(null).cast(field.dataType()).as(field.name()))
                .toArray(Column[]::new));
    }

    private static Column asContracted(StructField field, StructField stored) {
        Column column = Audit.quoted(field.name());
        if (!StoredTypes.equal(field.dataType(), stored.dataType())) {
            column = column.cast(field.dataType()).as(field.name());
        }
        if (stored.nullable() && !field.nullable()) {
            // The table kept its column nullable when the contract was tightened; the audit has seen that none is null.
            AssertNotNull sure = new AssertNotNull(
                    ExpressionUtils.expression(column),
                    scala.jdk.javaapi.CollectionConverters.asScala(List.of(field.name()))
                            .toSeq());
            column = ExpressionUtils.column(sure).as(field.name());
        }
        return column;
    }

    private static void requireSameColumns(StructType data, Contract contract) {
        Set<String> problems = new LinkedHashSet<>();
        Set<String> seen = new LinkedHashSet<>();
        for (StructField field : data.fields()) {
            if (!seen.add(field.name())) {
                problems.add("column " + field.name() + " is there twice");
            } else if (!List.of(contract.schema().fieldNames()).contains(field.name())) {
                problems.add("column " + field.name() + " (" + field.dataType().simpleString()
                        + ") is in the data and not in the contract");
            }
        }
        for (StructField field : contract.schema().fields()) {
            if (!seen.contains(field.name())) {
                problems.add("column " + field.name() + " (" + field.dataType().simpleString()
                        + ") is in the contract and not in the data");
            } else if (!DataType.equalsIgnoreNullability(
                    data.apply(field.name()).dataType(), field.dataType())) {
                problems.add("column " + field.name() + " is "
                        + data.apply(field.name()).dataType().simpleString() + " in the data and "
                        + field.dataType().simpleString() + " in the contract");
            }
        }
        if (!problems.isEmpty()) {
            throw new LakeException("Contract " + contract.dataset() + ": " + String.join("; ", problems)
                    + ". Change the step, or the contract. Nothing was written.");
        }
    }
}
