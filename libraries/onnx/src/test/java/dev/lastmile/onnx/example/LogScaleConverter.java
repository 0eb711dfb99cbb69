package dev.lastmile.onnx.example;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import java.util.Set;

// tag::converter[]
/** The logarithm of a number and an offset, as nodes. */
public final class LogScaleConverter implements StageConverter<LogScale> {
    @Override
    public Class<LogScale> stage() {
        return LogScale.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("inputCol", "outputCol", "offset");
    }

    @Override
    public void convert(LogScale stage, ConversionContext graph) {
        if (Double.isNaN(stage.getOffset())) {
            throw graph.unsupported("offset", "it is NaN, and so is every result. Set a number.");
        }
        Value number = graph.number("inputCol", stage.getInputCol()).cast(ElementType.DOUBLE);
        Value moved = number.add(stage.getOffset());
        graph.put(stage.getOutputCol(), moved.log());
    }
}
// end::converter[]
