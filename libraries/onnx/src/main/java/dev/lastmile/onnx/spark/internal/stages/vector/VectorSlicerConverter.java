package dev.lastmile.onnx.spark.internal.stages.vector;

import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.feature.VectorSlicer;

/** The numbers at some indices, then those with some names ({@code transform} of Spark's VectorSlicer.scala). */
final class VectorSlicerConverter implements StageConverter<VectorSlicer> {
    @Override
    public Class<VectorSlicer> stage() {
        return VectorSlicer.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("inputCol", "outputCol", "indices", "names");
    }

    @Override
    public List<String> rejections() {
        return List.of("`names` where the column has no attributes", "a selection of no feature");
    }

    @Override
    public void convert(VectorSlicer stage, ConversionContext graph) {
        int[] indices = IntStream.concat(Arrays.stream(stage.getIndices()), Arrays.stream(named(stage, graph)))
                .toArray();
        VectorSelection.put(graph, "inputCol", stage.getInputCol(), stage.getOutputCol(), indices);
    }

    private static int[] named(VectorSlicer stage, ConversionContext graph) {
        if (stage.getNames().length == 0) {
            return new int[0];
        }
        AttributeGroup group = AttributeGroup.fromStructField(graph.field(stage.getInputCol()));
        return Arrays.stream(stage.getNames())
                .mapToInt(name -> {
                    if (!group.hasAttr(name)) {
                        throw graph.unsupported(
                                "names",
                                "column " + stage.getInputCol() + " says of none of its"
                                        + " numbers that it is " + name
                                        + ". Give the schema with the column's attributes, or"
                                        + " set indices.");
                    }
                    return group.indexOf(name);
                })
                .toArray();
    }
}
