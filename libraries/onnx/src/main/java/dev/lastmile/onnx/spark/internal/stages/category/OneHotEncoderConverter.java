package dev.lastmile.onnx.spark.internal.stages.category;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.ml.feature.OneHotEncoderModel;

/**
 * A vector of zeros with 1 at a category's index ({@code encoder} of Spark's OneHotEncoder.scala). Under {@code keep} one
 * more category takes every number that is no index, and {@code dropLast} drops the last of all.
 *
 * <p>Spark leaves the vector of a null null, which no output of a graph can be: such a row is rejected, or, as NaN has a
 * category under {@code keep}, a column that can be both is not exported.
 */
final class OneHotEncoderConverter implements StageConverter<OneHotEncoderModel> {
    private static final String KEEP = "keep";

    @Override
    public Class<OneHotEncoderModel> stage() {
        return OneHotEncoderModel.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("inputCol", "inputCols", "outputCol", "outputCols", "dropLast", "handleInvalid");
    }

    @Override
    public List<String> rejections() {
        return List.of(
                "`dropLast` of a column with one category, of which no number is left",
                "`handleInvalid` `keep` for a `double` or `float` that can be null: Spark gives NaN a category and null none, and a graph cannot tell them apart");
    }

    @Override
    public void convert(OneHotEncoderModel stage, ConversionContext graph) {
        boolean many = stage.isSet(stage.inputCols());
        String parameter = many ? "inputCols" : "inputCol";
        String[] columns = many ? stage.getInputCols() : new String[] {stage.getInputCol()};
        String[] results = many ? stage.getOutputCols() : new String[] {stage.getOutputCol()};
        boolean keeps = stage.getHandleInvalid().equals(KEEP);
        List<Value> given = new ArrayList<>();
        for (String column : columns) {
            given.add(graph.number(parameter, column));
        }
        // A result may take the name of a column that was made before: all are read first.
        for (int i = 0; i < columns.length; i++) {
            int categories = stage.categorySizes()[i];
            int width = categories + (keeps ? 1 : 0) - (stage.getDropLast() ? 1 : 0);
            if (width < 1) {
                throw graph.unsupported(
                        "dropLast",
                        "column " + columns[i] + " has one category only, and no number is left of it. Set dropLast to"
                                + " false, or leave the column out.");
            }
            new OneColumn(graph, columns[i], given.get(i), results[i], categories, width, keeps).convert();
        }
    }

    private record OneColumn(
            ConversionContext graph,
            String column,
            Value given,
            String result,
            int categories,
            int width,
            boolean keeps) {
        void convert() {
            GraphBuilder builder = graph.builder();
            boolean floating = given.type().isFloating();
            Value label = given.cast(ElementType.DOUBLE);
            Value valid = label.greaterOrEqual(0).and(label.less(categories));
            Value index = label.floor();
            if (keeps) {
                index = builder.where(valid, index, categories);
            }
            double[] places = IntStream.range(0, width).asDoubleStream().toArray();
            Value flags = index.matrix().equal(builder.doubles(places));
            graph.putSparse(result, flags.cast(ElementType.DOUBLE));
            if (!keeps) {
                Value invalid = valid.not();
                String what = "null, or no index of its " + categories + " categories";
                graph.rejectIn(result, invalid, column, what, "handleInvalid error");
            } else if (floating && graph.isNullable(column)) {
                rejectNull(label);
            }
        }

        private void rejectNull(Value label) {
            if (graph.isFloating(column)) {
                throw graph.unsupported(
                        "handleInvalid",
                        "it is keep, and column " + column + " can be null, which Spark leaves null while NaN has a"
                                + " category; a graph cannot tell them apart. Give a schema in which it is never null,"
                                + " or set error.");
            }
            Value isNull = label.isNaN();
            graph.rejectIn(result, isNull, column, "null", "handleInvalid keep");
        }
    }
}
