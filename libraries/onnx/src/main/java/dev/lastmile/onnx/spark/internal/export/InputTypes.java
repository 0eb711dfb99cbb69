package dev.lastmile.onnx.spark.internal.export;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.LogicalType;
import dev.lastmile.onnx.OnnxModelException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.TrainValidationSplit;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Which types of Spark's columns a graph takes, and as what. */
public final class InputTypes {
    /** Every decimal of so many digits has a double of its own, whose first 15 digits are the decimal's (IEEE 754). */
    private static final int DOUBLE_DIGITS = 15;

    private static final Set<DataType> INTEGERS =
            Set.of(DataTypes.LongType, DataTypes.IntegerType, DataTypes.ShortType, DataTypes.ByteType);
    /** Parameters that name the columns a stage reads, in Spark ML's own vocabulary. */
    private static final List<String> READ = List.of("inputCol", "inputCols", "featuresCol");

    private InputTypes() {}

    /**
     * The element type of the input for a column that is not a vector. NaN represents null in floating point numbers, and
     * nothing does in other tensors.
     *
     * @throws OnnxModelException naming the column, if no input can have its values
     */
    static ElementType elementType(StructField field) {
        DataType type = field.dataType();
        Optional<String> rejection = rejection(field);
        if (rejection.isPresent()) {
            throw new OnnxModelException("The pipeline reads " + rejection.get());
        } else if (type.equals(DataTypes.DoubleType) || type instanceof DecimalType) {
            return ElementType.DOUBLE;
        } else if (type.equals(DataTypes.FloatType)) {
            return ElementType.FLOAT;
        } else if (type.equals(DataTypes.StringType)) {
            return ElementType.STRING;
        } else if (field.nullable()) {
            return ElementType.DOUBLE;
        }
        return type.equals(DataTypes.BooleanType) ? ElementType.BOOL : ElementType.INT64;
    }

    /** The logical type of that input; empty if its element type is the type of its values. */
    static Optional<LogicalType> logicalType(StructField field) {
        DataType type = field.dataType();
        if (type.equals(DataTypes.DateType)) {
            return Optional.of(LogicalType.DATE);
        } else if (type.equals(DataTypes.TimestampType)) {
            return Optional.of(LogicalType.TIMESTAMP);
        } else if (!field.nullable()) {
            return Optional.empty();
        } else if (type.equals(DataTypes.BooleanType)) {
            return Optional.of(LogicalType.BOOLEAN);
        }
        return INTEGERS.contains(type) ? Optional.of(LogicalType.LONG) : Optional.empty();
    }

    static boolean isTemporal(StructField field) {
        return logicalType(field).filter(LogicalType::isTemporal).isPresent();
    }

    /**
     * Checks the columns of the rows that a pipeline reads, before it is fitted.
     *
     * @param pipeline a pipeline or a stage, fitted or not
     * @throws OnnxModelException naming every column of a type that no input of a graph can have, and the remedy
     */
    public static void require(PipelineStage pipeline, StructType rows) {
        Set<String> read = new LinkedHashSet<>();
        addColumns(pipeline, read);
        List<String> rejections = Arrays.stream(rows.fields())
                .filter(field -> read.contains(field.name()))
                .flatMap(field -> rejection(field).stream())
                .toList();
        if (!rejections.isEmpty()) {
            throw new OnnxModelException("The pipeline reads " + String.join(" It reads ", rejections));
        }
    }

    private static void addColumns(PipelineStage stage, Set<String> columns) {
        inner(stage).forEach(inner -> addColumns(inner, columns));
        for (Param<?> param : stage.params()) {
            if (READ.contains(param.name()) && stage.isDefined(param)) {
                Object value = stage.getOrDefault(param);
                columns.addAll(value instanceof String[] names ? List.of(names) : List.of(String.valueOf(value)));
            }
        }
    }

    private static List<PipelineStage> inner(PipelineStage stage) {
        if (stage instanceof Pipeline pipeline) {
            return List.of(pipeline.getStages());
        } else if (stage instanceof PipelineModel pipeline) {
            return List.of(pipeline.stages());
        } else if (stage instanceof CrossValidator search) {
            return List.of(search.getEstimator());
        }
        return stage instanceof TrainValidationSplit search ? List.of(search.getEstimator()) : List.of();
    }

    /** Why no input can have a column's values, with the remedy; empty if one can. */
    private static Optional<String> rejection(StructField field) {
        DataType type = field.dataType();
        if (type instanceof DecimalType decimal && decimal.precision() > DOUBLE_DIGITS) {
            return Optional.of(shown(field) + ", and a graph computes with doubles, which represent decimals of up to "
                    + DOUBLE_DIGITS + " digits. Declare it as decimal(" + DOUBLE_DIGITS + ","
                    + Math.min(decimal.scale(), DOUBLE_DIGITS)
                    + ") if that is enough, or cast it to double before the pipeline.");
        } else if (type.equals(DataTypes.TimestampNTZType)) {
            return Optional.of(shown(field) + ", a timestamp without time zone. Convert it to timestamp, from the time"
                    + " zone that it was recorded in, before the pipeline.");
        } else if (type instanceof DecimalType
                || INTEGERS.contains(type)
                || Set.of(
                                DataTypes.DoubleType,
                                DataTypes.FloatType,
                                DataTypes.StringType,
                                DataTypes.BooleanType,
                                DataTypes.DateType,
                                DataTypes.TimestampType,
                                SQLDataTypes.VectorType())
                        .contains(type)) {
            return Optional.empty();
        }
        return Optional.of(shown(field) + ", and no input of a graph can be that. Convert it to a number, a string or a"
                + " vector before the pipeline.");
    }

    private static String shown(StructField field) {
        return "column " + field.name() + ", which is " + field.dataType().catalogString();
    }
}
