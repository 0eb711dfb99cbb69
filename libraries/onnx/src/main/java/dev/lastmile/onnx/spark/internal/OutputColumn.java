package dev.lastmile.onnx.spark.internal;

import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.TensorSpec;
import java.util.Arrays;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;

/** Outputs of a model as columns of rows. */
final class OutputColumn {
    private OutputColumn() {}

    /** The field of an output; the size of Spark ML vectors is in its metadata, where Spark looks for it. */
    static StructField field(TensorSpec output, boolean arrays) {
        if (!output.isVector() || !isNumber(output)) {
            return new StructField(output.name(), scalar(output.type()), false, Metadata.empty());
        }
        if (arrays) {
            return new StructField(
                    output.name(), DataTypes.createArrayType(scalar(output.type()), false), false, Metadata.empty());
        }
        Metadata size =
                output.width() > 0 ? new AttributeGroup(output.name(), output.width()).toMetadata() : Metadata.empty();
        return new StructField(output.name(), SQLDataTypes.VectorType(), false, size);
    }

    /** One row's value. */
    static Object value(Column column, int row, boolean arrays) {
        if (column instanceof Column.Doubles doubles) {
            return doubles.values()[row];
        } else if (column instanceof Column.Strings strings) {
            return strings.values()[row];
        } else if (column instanceof Column.DoubleVectors vectors) {
            int width = vectors.width();
            double[] numbers = Arrays.copyOfRange(vectors.flat(), row * width, (row + 1) * width);
            return arrays ? numbers : Vectors.dense(numbers);
        } else if (column instanceof Column.Longs longs) {
            return longs.values()[row];
        } else if (column instanceof Column.Floats floats) {
            return floats.values()[row];
        } else if (column instanceof Column.FloatVectors vectors) {
            return floats(vectors, row, arrays);
        }
        return ((Column.Booleans) column).values()[row];
    }

    private static Object floats(Column.FloatVectors vectors, int row, boolean arrays) {
        int width = vectors.width();
        float[] numbers = Arrays.copyOfRange(vectors.flat(), row * width, (row + 1) * width);
        if (arrays) {
            return numbers;
        }
        double[] wide = new double[width];
        for (int i = 0; i < width; i++) {
            wide[i] = numbers[i];
        }
        return Vectors.dense(wide);
    }

    private static boolean isNumber(TensorSpec output) {
        return output.type().equals("DOUBLE") || output.type().equals("FLOAT");
    }

    private static DataType scalar(String type) {
        return switch (type) {
            case "DOUBLE" -> DataTypes.DoubleType;
            case "FLOAT" -> DataTypes.FloatType;
            case "INT64", "INT32" -> DataTypes.LongType;
            case "BOOL" -> DataTypes.BooleanType;
            default -> DataTypes.StringType;
        };
    }
}
