package dev.lastmile.onnx.spark.internal.stages.category;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.internal.ModifiedUtf8;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import dev.lastmile.onnx.spark.StringImputer;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.types.DataTypes;

/** A text where a string is null, which is U+FDD0 in a graph. */
final class StringImputerConverter implements StageConverter<StringImputer> {
    @Override
    public Class<StringImputer> stage() {
        return StringImputer.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("inputCols", "outputCols", "value");
    }

    @Override
    public List<String> rejections() {
        return List.of(
                "a `value` with U+0000 or a character beyond U+FFFF, which ONNX Runtime does not give to Java as it is");
    }

    @Override
    public void convert(StringImputer stage, ConversionContext graph) {
        if (ModifiedUtf8.differs(stage.getValue())) {
            throw graph.unsupported(
                    "value",
                    "it has a character beyond U+FFFF or U+0000, which ONNX Runtime does not give to Java as it is."
                            + " Set another text.");
        }
        GraphBuilder builder = graph.builder();
        Categories isNull = new Categories(builder, List.of(Categories.NULL));
        for (int i = 0; i < stage.getInputCols().length; i++) {
            Value given = graph.known("inputCols", stage.getInputCols()[i]);
            Value place = isNull.places(given, DataTypes.StringType);
            Value text = builder.strings(List.of(stage.getValue())).at(builder.fill(builder.longScalar(0), given));
            graph.put(stage.getOutputCols()[i], builder.where(place.add(1).cast(ElementType.BOOL), text, given));
        }
    }
}
