package dev.lastmile.onnx.spark.internal.scoring;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.LogicalType;
import dev.lastmile.onnx.TensorSpec;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;

/**
 * A column of the rows as an input of a model.
 *
 * @param column its place in the rows
 * @param dataType the column's type
 * @param type the input's element type
 * @param matrix whether the input has two dimensions
 * @param width of the input's vectors, -1 for any; 0 for an input of single values, which fit {@code [N,1]} too
 * @param takesNull whether the model has a form for null in this input
 */
record InputSource(
        String name, int column, DataType dataType, ElementType type, boolean matrix, int width, boolean takesNull)
        implements Serializable {
    /**
     * @param takesNullStrings whether the model has a form for null in strings
     */
    static InputSource of(TensorSpec input, int column, DataType dataType, boolean takesNullStrings) {
        boolean vectors = input.isVector() && isFloating(input);
        boolean takesNull = isFloating(input) || (input.type() == ElementType.STRING && takesNullStrings);
        return new InputSource(
                input.name(), column, dataType, input.type(), input.isVector(), vectors ? input.width() : 0, takesNull);
    }

    /** The same where the column is in another place. */
    InputSource at(int place) {
        return new InputSource(name, place, dataType, type, matrix, width, takesNull);
    }

    boolean isVector() {
        return width != 0;
    }

    /**
     * What Spark types an input takes: those that become its type without loss, where a long or a timestamp is looked at by
     * its value.
     *
     * @param logical the inputs' types by the model's metadata; a column has to be of its input's
     * @return why it does not take this one; empty if it does
     */
    static Optional<String> rejection(TensorSpec input, Map<String, LogicalType> logical, DataType type) {
        LogicalType meant = logical.get(input.name());
        boolean taken = meant != null
                ? takesMeaning(meant, type)
                : input.isVector() ? takesVector(input, type) : takesValue(input.type(), type);
        if (taken) {
            return Optional.empty();
        }
        return Optional.of("it takes " + input + (meant == null ? "" : " of " + meant) + ", and column " + input.name()
                + " is " + type.catalogString());
    }

    private static boolean takesMeaning(LogicalType meant, DataType type) {
        return switch (meant) {
            case BOOLEAN -> type.equals(DataTypes.BooleanType);
            case LONG -> takesValue(ElementType.INT64, type);
            case DATE -> type.equals(DataTypes.DateType);
            case TIMESTAMP -> type.equals(DataTypes.TimestampType);
        };
    }

    private static boolean takesValue(ElementType input, DataType type) {
        return switch (input) {
            case DOUBLE ->
                type instanceof DecimalType
                        || List.of(
                                        DataTypes.DoubleType,
                                        DataTypes.FloatType,
                                        DataTypes.LongType,
                                        DataTypes.IntegerType,
                                        DataTypes.ShortType,
                                        DataTypes.ByteType,
                                        DataTypes.BooleanType)
                                .contains(type);
            case FLOAT ->
                List.of(DataTypes.FloatType, DataTypes.ShortType, DataTypes.ByteType)
                        .contains(type);
            case INT64 ->
                List.of(DataTypes.LongType, DataTypes.IntegerType, DataTypes.ShortType, DataTypes.ByteType)
                        .contains(type);
            case INT32 ->
                List.of(DataTypes.IntegerType, DataTypes.ShortType, DataTypes.ByteType)
                        .contains(type);
            case BOOL -> type.equals(DataTypes.BooleanType);
            case STRING -> type.equals(DataTypes.StringType);
        };
    }

    private static boolean takesVector(TensorSpec input, DataType type) {
        if (input.width() == 1 && takesValue(input.type(), type)) {
            return true;
        }
        if (!isFloating(input)) {
            return false;
        }
        if (type instanceof ArrayType array) {
            return array.elementType().equals(DataTypes.FloatType)
                    || (input.type() == ElementType.DOUBLE
                            && array.elementType().equals(DataTypes.DoubleType));
        }
        return type.equals(SQLDataTypes.VectorType());
    }

    private static boolean isFloating(TensorSpec input) {
        return input.type().isFloating();
    }
}
