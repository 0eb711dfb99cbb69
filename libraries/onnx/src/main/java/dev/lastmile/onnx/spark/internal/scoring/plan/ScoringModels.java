package dev.lastmile.onnx.spark.internal.scoring.plan;

import dev.lastmile.onnx.spark.internal.scoring.ModelSource;
import dev.lastmile.onnx.spark.internal.scoring.ScoringPlan;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;

/** Models, one after the other, and what they do with rows. */
public record ScoringModels(List<ModelSource> models, ScoringPlan plan) implements Serializable {
    /** As Spark shows it in its plans. */
    @Override
    public String toString() {
        return models.stream().map(ModelSource::digest).collect(Collectors.joining(", ", "", ": ")) + plan;
    }
}
