package dev.lastmile.onnx.spark.internal.stages.category;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.RowAction;
import dev.lastmile.onnx.graph.Constant;
import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.sql.types.DataType;

/**
 * The place of a label among those that were fitted ({@code getIndexer} of Spark's StringIndexer.scala), a number for a
 * label that was not: the count of labels, under {@code keep}. A column that is not there is passed over, as Spark does,
 * so that an indexer of the label may stay in the pipeline.
 */
final class StringIndexerConverter implements StageConverter<StringIndexerModel> {
    private static final String KEEP = "keep";
    private static final String SKIP = "skip";

    @Override
    public Class<StringIndexerModel> stage() {
        return StringIndexerModel.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("inputCol", "inputCols", "outputCol", "outputCols", "handleInvalid");
    }

    @Override
    public Set<String> trainingParameters() {
        return Set.of("stringOrderType");
    }

    @Override
    public List<String> rejections() {
        return List.of(
                "a `double` or `float` that can be null where NaN is one of the labels, but under `handleInvalid` `skip`: a graph cannot tell them apart",
                "the label U+FDD0, which stands for null in a graph");
    }

    @Override
    public void convert(StringIndexerModel stage, ConversionContext graph) {
        boolean many = stage.isSet(stage.inputCols());
        String parameter = many ? "inputCols" : "inputCol";
        String[] columns = many ? stage.getInputCols() : new String[] {stage.getInputCol()};
        String[] results = many ? stage.getOutputCols() : new String[] {stage.getOutputCol()};
        List<OneColumn> indexed = new ArrayList<>();
        for (int i = 0; i < columns.length; i++) {
            if (graph.contains(columns[i])) {
                List<String> labels = Arrays.asList(stage.labelsArray()[i]);
                indexed.add(OneColumn.of(graph, parameter, columns[i], results[i], labels, stage.getHandleInvalid()));
            }
        }
        if (stage.getHandleInvalid().equals(SKIP) && !indexed.isEmpty()) {
            List<Value> flags = indexed.stream().map(OneColumn::invalid).toList();
            List<String> names = indexed.stream().map(OneColumn::column).toList();
            graph.reject(RowAction.SKIP, graph.builder().concat(flags), names, OneColumn.INVALID, "handleInvalid skip");
        }
        // A result may take the name of a column that was made before: all are read first.
        indexed.forEach(OneColumn::put);
    }

    /**
     * @param place INT64 {@code [N]}, -1 for none
     */
    private record OneColumn(
            ConversionContext graph,
            String column,
            String result,
            Value given,
            Value place,
            int labels,
            String handle) {
        static final String INVALID = "null or a label that was not fitted on";

        static OneColumn of(
                ConversionContext graph,
                String parameter,
                String column,
                String result,
                List<String> labels,
                String handle) {
            Value value = graph.known(parameter, column);
            if (value.isVector()) {
                throw graph.unsupported(parameter, "column " + column + " is a vector, which Spark has no labels of.");
            }
            DataType type = graph.field(column).dataType();
            if (graph.isFloating(column)
                    && graph.isNullable(column)
                    && labels.contains(Categories.NAN)
                    && !handle.equals(SKIP)) {
                throw graph.unsupported(
                        parameter,
                        "column " + column + " can be null, and NaN is one of its labels: a graph cannot tell them"
                                + " apart. Give a schema in which it is never null.");
            }
            if (labels.contains(Categories.NULL)) {
                throw graph.unsupported(
                        parameter,
                        "a label of column " + column + " is the character U+FDD0, which stands for null in a graph."
                                + " Replace it before the pipeline.");
            }
            Value place = new Categories(graph.builder(), labels).places(value, type);
            return new OneColumn(graph, column, result, value, place, labels.size(), handle);
        }

        /** BOOL {@code [N]}; Spark's skip leaves out NaN too, label or not. */
        Value invalid() {
            Value none = place.less(0);
            boolean floating = given.type() == ElementType.DOUBLE || given.type() == ElementType.FLOAT;
            return handle.equals(SKIP) && floating ? none.or(given.isNaN()) : none;
        }

        void put() {
            GraphBuilder builder = graph.builder();
            Value index = place;
            if (handle.equals(KEEP)) {
                Constant extra = builder.longScalar(labels);
                index = builder.where(invalid(), extra, place);
            }
            graph.put(result, index.cast(ElementType.DOUBLE));
            if (!handle.equals(KEEP) && !handle.equals(SKIP)) {
                graph.rejectIn(result, invalid(), column, INVALID, "handleInvalid " + handle);
            }
        }
    }
}
