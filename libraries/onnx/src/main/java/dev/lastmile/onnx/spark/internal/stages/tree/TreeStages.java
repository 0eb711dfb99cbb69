package dev.lastmile.onnx.spark.internal.stages.tree;

import dev.lastmile.onnx.spark.StageConverter;
import java.util.List;

/** The converters of trees, forests and boosted trees. */
public final class TreeStages {
    private TreeStages() {}

    /** One of each. */
    public static List<StageConverter<?>> converters() {
        return List.of(
                new DecisionTreeClassificationConverter(),
                new DecisionTreeRegressionConverter(),
                new GbtClassificationConverter(),
                new GbtRegressionConverter(),
                new IsotonicRegressionConverter(),
                new RandomForestClassificationConverter(),
                new RandomForestRegressionConverter());
    }
}
