package dev.lastmile.onnx.spark.internal.scoring;

import java.io.Serializable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.UserDefinedType;

/** A column by which a message names a row. */
record RowKey(String name, int column, DataType dataType) implements Serializable {
    private static final int LONGEST_VALUE = 40;

    /** The column's name and its value, shortened. */
    String of(InternalRow row) {
        // A row that is a view of columns knows no types of users, as that of vectors is, but what they are stored as.
        DataType stored = dataType instanceof UserDefinedType<?> type ? type.sqlType() : dataType;
        String text = String.valueOf(value(row.get(column, stored)));
        return name + " " + (text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…");
    }

    // Spark's own conversion is to a type that is printed in the time zone of the JVM.
    private Object value(Object internal) {
        return dataType.equals(DataTypes.TimestampType) && internal instanceof Long micros
                ? Instant.EPOCH.plus(micros, ChronoUnit.MICROS)
                : CatalystTypeConverters.convertToScala(internal, dataType);
    }
}
