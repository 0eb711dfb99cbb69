package dev.lastmile.onnx.spark.internal.stages.vector;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.RowAction;
import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.feature.VectorAssembler;

/**
 * Columns side by side. As in Spark, a NaN in a single value is as invalid as a null, and one within a vector is not: a
 * vector is invalid if it is null, which it is in a graph if all of it is NaN.
 */
final class VectorAssemblerConverter implements StageConverter<VectorAssembler> {
    private static final String KEEP = "keep";
    private static final String SKIP = "skip";

    @Override
    public Class<VectorAssembler> stage() {
        return VectorAssembler.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("inputCols", "outputCol", "handleInvalid");
    }

    @Override
    public List<String> rejections() {
        return List.of("a string");
    }

    @Override
    public void convert(VectorAssembler stage, ConversionContext graph) {
        GraphBuilder builder = graph.builder();
        String handle = stage.getHandleInvalid();
        List<Value> parts = new ArrayList<>();
        List<Value> flags = new ArrayList<>();
        List<String> nullable = new ArrayList<>();
        List<Value> values = new ArrayList<>();
        for (String column : stage.getInputCols()) {
            Value value = input(column, graph);
            Value part = value.cast(ElementType.DOUBLE).matrix();
            parts.add(part);
            if (value.isVector() && graph.isRaw(column)) {
                flush(values, flags, builder);
                flags.add(graph.isNullVector(value).matrix());
                nullable.add(column);
            } else if (!value.isVector() && isFloating(value)) {
                values.add(part);
                nullable.add(column);
            }
        }
        flush(values, flags, builder);
        graph.putCompressed(stage.getOutputCol(), builder.concat(parts));
        if (!handle.equals(KEEP) && !flags.isEmpty()) {
            RowAction action = handle.equals(SKIP) ? RowAction.SKIP : RowAction.ERROR;
            graph.reject(action, builder.concat(flags), nullable, "null or NaN", "handleInvalid " + handle);
        }
    }

    private static Value input(String column, ConversionContext graph) {
        Value value = graph.known("inputCols", column);
        if (value.type() == ElementType.STRING) {
            throw graph.unsupported("inputCols", "column " + column + " is a string. Index or convert it first.");
        }
        return value;
    }

    // Single values that follow each other are looked at together; the order of the columns is kept.
    private static void flush(List<Value> values, List<Value> flags, GraphBuilder builder) {
        if (!values.isEmpty()) {
            Value together = builder.concat(values);
            flags.add(together.isNaN());
            values.clear();
        }
    }

    private static boolean isFloating(Value value) {
        return value.type() == ElementType.DOUBLE || value.type() == ElementType.FLOAT;
    }
}
