package dev.lastmile.onnx.spark.internal.stages.category;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.feature.TargetEncoderModel;

/**
 * The mean label of a category's training rows, weighted with that of all rows ({@code TargetEncoderModel.transform} in
 * Spark 4.1), looked up in a table by the category's index.
 */
final class TargetEncoderConverter implements StageConverter<TargetEncoderModel> {
    private static final String KEEP = "keep";

    @Override
    public Class<TargetEncoderModel> stage() {
        return TargetEncoderModel.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("handleInvalid", "inputCol", "inputCols", "outputCol", "outputCols", "smoothing", "targetType");
    }

    @Override
    public Set<String> trainingParameters() {
        return Set.of("labelCol");
    }

    @Override
    public List<String> rejections() {
        return List.of(
                "a `double` or `float` that can be null, if null was a category in training: a graph cannot tell it from NaN, which is none",
                "a category with an index of " + TargetEncodings.MOST_CATEGORIES + " or more");
    }

    @Override
    public void convert(TargetEncoderModel stage, ConversionContext graph) {
        String parameter = stage.isSet(stage.inputCols()) ? "inputCols" : "inputCol";
        String[] columns = stage.inputFeatures();
        String[] results = stage.outputFeatures();
        List<Value> given = new ArrayList<>();
        for (String column : columns) {
            given.add(graph.number(parameter, column));
        }
        // A result may take the name of a column that was made before: all are read first.
        for (int i = 0; i < columns.length; i++) {
            String column = columns[i];
            TargetEncodings encodings = TargetEncodings.of(stage, i)
                    .orElseThrow(() -> graph.unsupported(
                            parameter,
                            "column " + column + " has a category with an index of " + TargetEncodings.MOST_CATEGORIES
                                    + " or more, and the table of a graph holds no more. Index its values with a"
                                    + " StringIndexer."));
            if (encodings.ofNull().isPresent() && graph.isNullable(column) && graph.isFloating(column)) {
                throw graph.unsupported(
                        parameter,
                        "column " + column + " can be null, which was a category in training, and is floating: a graph"
                                + " cannot tell null from NaN. Give a schema in which it is never null, or an integer.");
            }
            convert(graph, column, given.get(i), results[i], encodings, stage.getHandleInvalid());
        }
    }

    private static void convert(
            ConversionContext graph,
            String column,
            Value given,
            String result,
            TargetEncodings encodings,
            String handle) {
        GraphBuilder builder = graph.builder();
        int unseen = encodings.width();
        Value index = given.cast(ElementType.DOUBLE);
        // NaN equals nothing, so that it is unseen.
        Value known = index.equal(index.floor()).and(index.greaterOrEqual(0)).and(index.less(unseen));
        Value place = builder.where(known, index, unseen);
        Value row = place.cast(ElementType.INT64);
        Value encoded = builder.doubles(encodings.table()).at(row);
        Value invalid = builder.doubles(encodings.unseenFlags()).at(row).greater(0);
        if (encodings.ofNull().isPresent() && graph.isNullable(column)) {
            Value isNull = index.isNaN();
            encoded = builder.where(isNull, encodings.ofNull().getAsDouble(), encoded);
            invalid = invalid.and(isNull.not());
        }
        graph.put(result, encoded);
        if (!handle.equals(KEEP)) {
            graph.rejectIn(
                    result, invalid, column, "null or a category that was not fitted on", "handleInvalid " + handle);
        }
    }
}
