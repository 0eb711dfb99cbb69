package dev.lastmile.onnx.spark.internal.stages.number;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.feature.Binarizer;
import org.apache.spark.sql.types.DataTypes;

/**
 * 1 above a threshold, otherwise 0 ({@code transform} of Spark's Binarizer.scala): null and NaN are 0, but a NaN in a
 * vector is 1 if the threshold is negative.
 */
final class BinarizerConverter implements StageConverter<Binarizer> {
    @Override
    public Class<Binarizer> stage() {
        return Binarizer.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("inputCol", "inputCols", "outputCol", "outputCols", "threshold", "thresholds");
    }

    @Override
    public List<String> rejections() {
        return List.of(
                "a column that is neither `double` nor a vector",
                "`threshold` NaN for a vector, which Spark does not compare");
    }

    @Override
    public void convert(Binarizer stage, ConversionContext graph) {
        if (!stage.isSet(stage.inputCols())) {
            convert("inputCol", stage.getInputCol(), stage.getOutputCol(), stage.getThreshold(), graph);
            return;
        }
        String[] columns = stage.getInputCols();
        String[] results = stage.getOutputCols();
        double[] thresholds = new double[columns.length];
        Arrays.fill(thresholds, stage.getThreshold());
        if (stage.isSet(stage.thresholds())) {
            thresholds = stage.getThresholds();
        }
        for (int i = 0; i < columns.length; i++) {
            convert("inputCols", columns[i], results[i], thresholds[i], graph);
        }
    }

    private static void convert(
            String parameter, String column, String result, double threshold, ConversionContext graph) {
        Value value = value(parameter, column, graph);
        Value above;
        if (value.isVector() && !(threshold >= 0)) {
            if (Double.isNaN(threshold)) {
                throw graph.unsupported(
                        "threshold", "it is NaN, which Spark does not compare vectors with. Set a number.");
            }
            Value most = value.lessOrEqual(threshold);
            above = most.not();
        } else {
            above = value.greater(threshold);
        }
        Value binary = above.cast(ElementType.DOUBLE);
        if (value.isVector()) {
            graph.putCompressed(result, binary);
        } else {
            graph.put(result, binary);
        }
    }

    private static Value value(String parameter, String column, ConversionContext graph) {
        Value value = graph.column(column).orElse(null);
        if (value == null || value.isVector()) {
            return graph.vector(parameter, column);
        }
        if (!graph.field(column).dataType().equals(DataTypes.DoubleType)) {
            throw graph.unsupported(
                    parameter,
                    "column " + column + " is "
                            + graph.field(column).dataType().catalogString()
                            + ", and Spark takes a double or a vector. Cast it"
                            + " before the pipeline.");
        }
        return value;
    }
}
