package dev.lastmile.onnx.spark.internal.export;

import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.TrainValidationSplitModel;

/**
 * The model that a search has chosen, which is all that the search's own model applies: {@code
 * CrossValidatorModel.transform} and {@code TrainValidationSplitModel.transform} in Spark 4.1. Every parameter of theirs
 * is one of the search.
 */
public final class TunedModel {
    private TunedModel() {}

    /** The stage itself if it is no search. */
    public static Transformer of(Transformer stage) {
        if (stage instanceof CrossValidatorModel search) {
            return of(search.bestModel());
        } else if (stage instanceof TrainValidationSplitModel search) {
            return of(search.bestModel());
        }
        return stage;
    }
}
