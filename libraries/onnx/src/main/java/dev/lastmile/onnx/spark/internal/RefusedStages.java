package dev.lastmile.onnx.spark.internal;

import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.clustering.DistributedLDAModel;
import org.apache.spark.ml.clustering.LocalLDAModel;
import org.apache.spark.ml.fpm.FPGrowthModel;
import org.apache.spark.ml.recommendation.ALSModel;

/** Models that have no ONNX form here, and why. */
final class RefusedStages {
    private static final String TOPICS =
            "it fits the topics of each row from random numbers, step by step until they change"
                    + " no more, and the graph has neither random numbers nor loops";

    private static final Map<Class<?>, String> REASONS = Map.of(
            ALSModel.class,
            "it predicts by a join with its tables of users and items, which are data frames and no part of the model's"
                    + " parameters, and sums 32-bit numbers",
            DistributedLDAModel.class,
            TOPICS,
            FPGrowthModel.class,
            "it compares each row's set of items, which has any size, with the rules that it has found, and a graph has"
                    + " no such type",
            LocalLDAModel.class,
            TOPICS);

    private RefusedStages() {}

    /** Why a stage is refused; empty for one that is not known here. */
    static Optional<String> reason(Class<?> stage) {
        return Optional.ofNullable(REASONS.get(stage));
    }
}
