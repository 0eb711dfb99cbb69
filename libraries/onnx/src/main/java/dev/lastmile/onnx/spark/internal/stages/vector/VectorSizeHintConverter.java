package dev.lastmile.onnx.spark.internal.stages.vector;

import dev.lastmile.onnx.RowAction;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.feature.VectorSizeHint;

/**
 * The size of a vector column, and what becomes of a null in it ({@code transform} of Spark's VectorSizeHint.scala).
 *
 * <p>A vector of another size is an error whatever handleInvalid says: a graph's input has one size.
 */
final class VectorSizeHintConverter implements StageConverter<VectorSizeHint> {
    @Override
    public Class<VectorSizeHint> stage() {
        return VectorSizeHint.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("inputCol", "size", "handleInvalid");
    }

    @Override
    public List<String> rejections() {
        return List.of("`size` 0, or another one than that of the column");
    }

    @Override
    public void convert(VectorSizeHint stage, ConversionContext graph) {
        if (stage.getSize() == 0) {
            throw graph.unsupported(
                    "size", "it is 0, and an input of a graph has at least one number. Leave the column out.");
        }
        String column = stage.getInputCol();
        Value known = graph.column(column).orElse(null);
        if (known == null) {
            graph.size(column, stage.getSize());
            known = graph.column(column).orElseThrow();
        }
        if (known.width() != stage.getSize()) {
            String is = known.isVector() ? "has " + known.width() + " numbers a row" : "is no vector";
            throw graph.unsupported(
                    "size",
                    "it is " + stage.getSize() + ", and column " + column + " " + is + ". Set the column's own size.");
        }
        if (graph.isRaw(column) && !stage.getHandleInvalid().equals("optimistic")) {
            rejectNull(stage, known, graph);
        }
    }

    private static void rejectNull(VectorSizeHint stage, Value vector, ConversionContext graph) {
        String handle = stage.getHandleInvalid();
        Value flags = graph.isNullVector(vector).matrix();
        graph.put(stage.getInputCol(), vector);
        RowAction action = handle.equals("skip") ? RowAction.SKIP : RowAction.ERROR;
        graph.reject(action, flags, List.of(stage.getInputCol()), "null", "handleInvalid " + handle);
    }
}
