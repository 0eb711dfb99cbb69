package dev.lastmile.onnx.spark.internal.stages.category;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.internal.ModifiedUtf8;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.feature.IndexToString;

/**
 * The label at an index ({@code transform} of Spark's IndexToString, in StringIndexer.scala), whose fraction is cut off.
 * The labels are the stage's own, else those that the column's metadata names.
 */
final class IndexToStringConverter implements StageConverter<IndexToString> {
    @Override
    public Class<IndexToString> stage() {
        return IndexToString.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("inputCol", "outputCol", "labels");
    }

    @Override
    public List<String> rejections() {
        return List.of(
                "no `labels`, and none in the column's metadata",
                "a label with U+0000 or a character beyond U+FFFF, which ONNX Runtime does not give to Java as it is");
    }

    @Override
    public void convert(IndexToString stage, ConversionContext graph) {
        GraphBuilder builder = graph.builder();
        String column = stage.getInputCol();
        List<String> labels = labels(stage, graph);
        labels.stream().filter(ModifiedUtf8::differs).findFirst().ifPresent(label -> {
            throw graph.unsupported(
                    "labels",
                    "label " + label.replace('\0', '?') + " has a character beyond U+FFFF or U+0000, which ONNX Runtime"
                            + " does not give to Java as it is. Take another label.");
        });
        Value index = graph.number("inputCol", column).cast(ElementType.DOUBLE);
        Value above = index.greater(-1);
        Value below = index.less(labels.size());
        Value valid = above.and(below);
        Value safe = builder.where(valid, index, 0);
        Value place = safe.cast(ElementType.INT64);
        Value label = builder.strings(labels).at(place);
        graph.put(stage.getOutputCol(), label);
        String what = "no index of the " + labels.size() + " labels";
        graph.rejectIn(stage.getOutputCol(), valid.not(), column, what, "");
    }

    private static List<String> labels(IndexToString stage, ConversionContext graph) {
        return IndexLabels.of(stage, graph.field(stage.getInputCol()))
                .orElseThrow(() -> graph.unsupported(
                        "labels",
                        "there are none, and column " + stage.getInputCol()
                                + " names none in its metadata. Set them."));
    }
}
