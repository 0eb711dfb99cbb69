package dev.lastmile.onnx.random;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.Param;

/**
 * How to draw one type of stage at random. A new stage is one entry of these; it is drawn once it has a converter.
 *
 * @param model the simple name of the fitted stage's class
 * @param draw makes the stage, or its estimator, from columns that the flow has and from named parameter values
 */
record StageSpec(String model, Draw draw) {
    /** One stage, not yet fitted. */
    interface Draw {
        PipelineStage of(Flow flow, Choices choices);
    }

    /** All entries, also those of stages without a converter. */
    static List<StageSpec> all() {
        return Stream.of(
                        NumberStages.all(),
                        VectorStages.all(),
                        SelectionStages.all(),
                        StringStages.all(),
                        DateStages.all(),
                        ClassificationStages.all(),
                        RegressionStages.all(),
                        ClusteringStages.all())
                .flatMap(List::stream)
                .toList();
    }

    /** A stage with parameters, given as names and values in turn. */
    @SuppressWarnings("unchecked")
    static <S extends PipelineStage> S with(S stage, Object... namesAndValues) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            stage.set((Param<Object>) stage.getParam((String) namesAndValues[i]), namesAndValues[i + 1]);
        }
        return stage;
    }
}
