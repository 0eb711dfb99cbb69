package dev.lastmile.onnx.spark.internal.scoring;

import java.io.Serializable;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.UserDefinedType;

/** A column by which a message names a row. */
record RowKey(String name, int column, DataType dataType) implements Serializable {
    private static final int LONGEST_VALUE = 40;

    /** The column's name and its value, shortened. */
    String of(InternalRow row) {
        // A row that is a view of columns knows no types of users, as that of vectors is, but what they are stored as.
        DataType stored = dataType instanceof UserDefinedType<?> type ? type.sqlType() : dataType;
        Object value = CatalystTypeConverters.convertToScala(row.get(column, stored), dataType);
        String text = String.valueOf(value);
        return name + " " + (text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…");
    }
}
