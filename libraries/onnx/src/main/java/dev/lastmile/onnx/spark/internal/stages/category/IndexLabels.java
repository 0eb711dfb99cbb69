package dev.lastmile.onnx.spark.internal.stages.category;

import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.feature.IndexToString;
import org.apache.spark.sql.types.StructField;

/** The labels that indices stand for. */
public final class IndexLabels {
    private IndexLabels() {}

    /**
     * The labels of an {@code IndexToString}: its own, else those that its input column's metadata names.
     *
     * @param input the column of indices, before the stage
     * @return in the order of their indices; empty if there are none
     */
    public static Optional<List<String>> of(IndexToString stage, StructField input) {
        if (stage.isDefined(stage.labels()) && stage.getLabels().length > 0) {
            return Optional.of(List.of(stage.getLabels()));
        }
        Attribute attribute = Attribute.fromStructField(input);
        return attribute instanceof NominalAttribute nominal && nominal.values().isDefined()
                ? Optional.of(List.of(nominal.values().get()))
                : Optional.empty();
    }
}
