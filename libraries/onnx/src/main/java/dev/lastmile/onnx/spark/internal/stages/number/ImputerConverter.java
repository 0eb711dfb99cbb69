package dev.lastmile.onnx.spark.internal.stages.number;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.feature.ImputerModel;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;

/**
 * A value for those that are missing ({@code transform} of Spark's Imputer.scala): null, and what equals missingValue,
 * which NaN does too. The result has the type of the column: Spark cuts the value for an integer.
 */
final class ImputerConverter implements StageConverter<ImputerModel> {
    private static final double LONG_LIMIT = 0x1p63;

    @Override
    public Class<ImputerModel> stage() {
        return ImputerModel.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("inputCol", "inputCols", "outputCol", "outputCols", "missingValue");
    }

    @Override
    public Set<String> trainingParameters() {
        return Set.of("strategy", "relativeError");
    }

    @Override
    public List<String> rejections() {
        return List.of(
                "`missingValue` other than NaN for a `double` or `float` that can be null, which a graph cannot tell from NaN",
                "a column that was not fitted on");
    }

    @Override
    public void convert(ImputerModel stage, ConversionContext graph) {
        boolean one = stage.isSet(stage.inputCol());
        String parameter = one ? "inputCol" : "inputCols";
        String[] columns = one ? new String[] {stage.getInputCol()} : stage.getInputCols();
        String[] results = one ? new String[] {stage.getOutputCol()} : stage.getOutputCols();
        List<Value> filled = new ArrayList<>();
        for (String column : columns) {
            int fitted = List.of(stage.columnNames()).indexOf(column);
            if (fitted < 0) {
                throw graph.unsupported(
                        parameter,
                        "column " + column + " was not fitted on, only " + List.of(stage.columnNames())
                                + " were. Choose from these.");
            }
            requireNulls(column, stage.getMissingValue(), graph);
            filled.add(filled(parameter, column, stage.surrogates()[fitted], stage.getMissingValue(), graph));
        }
        for (int i = 0; i < results.length; i++) {
            graph.put(results[i], filled.get(i));
        }
    }

    private static void requireNulls(String column, double missing, ConversionContext graph) {
        if (graph.isFloating(column) && !Double.isNaN(missing) && graph.isNullable(column)) {
            throw graph.unsupported(
                    "missingValue",
                    "it is " + missing + ", which leaves NaN as it is, and column " + column + " can be null, which a"
                            + " graph cannot tell from NaN. Give a schema in which it is never null, or set NaN.");
        }
    }

    private static Value filled(
            String parameter, String column, double surrogate, double missing, ConversionContext graph) {
        GraphBuilder builder = graph.builder();
        Value given = graph.number(parameter, column);
        Value number = given.cast(ElementType.DOUBLE);
        double value = as(graph.field(column).dataType(), surrogate);
        boolean nullIsNan = Double.isNaN(missing) || graph.isNullable(column);
        Value is = nullIsNan ? number.isNaN() : null;
        if (!Double.isNaN(missing)) {
            Value equal = number.equal(missing);
            is = is == null ? equal : is.or(equal);
        }
        Value result = builder.where(is, value, number);
        return given.type() == ElementType.INT64 ? saturated(builder, result) : result.cast(given.type());
    }

    // Spark's cast gives the largest long for a double beyond it, as Java does.
    private static Value saturated(GraphBuilder builder, Value number) {
        Value fits = number.less(LONG_LIMIT);
        return builder.where(fits, number.cast(ElementType.INT64), builder.longScalar(Long.MAX_VALUE));
    }

    private static double as(DataType type, double value) {
        if (type.equals(DataTypes.DoubleType) || type.equals(DataTypes.FloatType)) {
            return value;
        } else if (type instanceof DecimalType decimal) {
            return BigDecimal.valueOf(value)
                    .setScale(decimal.scale(), RoundingMode.HALF_UP)
                    .doubleValue();
        }
        return (long) value;
    }
}
