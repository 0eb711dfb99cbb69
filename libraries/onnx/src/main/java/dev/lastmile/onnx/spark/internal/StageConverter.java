package dev.lastmile.onnx.spark.internal;

import java.util.Set;
import org.apache.spark.ml.Transformer;

/**
 * One type of stage as nodes of a graph. A new stage is one implementation and its line in {@link StageConverters}.
 *
 * @param <S> exactly this type: a subclass may compute something else
 */
interface StageConverter<S extends Transformer> {
    Class<S> stage();

    /** The parameters that {@link #convert} reads. */
    Set<String> parameters();

    /** The parameters that matter only while the stage is fitted; any other one that is set is refused by name. */
    default Set<String> trainingParameters() {
        return Set.of();
    }

    /**
     * Adds the stage's nodes.
     *
     * @throws dev.lastmile.onnx.spark.UnsupportedStageException naming a parameter that has no ONNX form
     */
    void convert(S stage, StageGraph graph);
}
