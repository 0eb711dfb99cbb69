package dev.lastmile.onnx.spark.internal;

import java.io.Serializable;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;

/** A column by which a message names a row. */
record NamingColumn(String name, int column, DataType dataType) implements Serializable {
    private static final int LONGEST_VALUE = 40;

    /** The column's name and its value, shortened. */
    String of(InternalRow row) {
        Object value = CatalystTypeConverters.convertToScala(row.get(column, dataType), dataType);
        String text = String.valueOf(value);
        return name + " " + (text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…");
    }
}
