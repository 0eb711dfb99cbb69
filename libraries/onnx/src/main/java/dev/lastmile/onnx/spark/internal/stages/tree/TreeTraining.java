package dev.lastmile.onnx.spark.internal.stages.tree;

import java.util.Set;

/** What decides how trees are fitted, and nothing once they are. */
final class TreeTraining {
    static final Set<String> PARAMETERS = Set.of(
            "bootstrap",
            "cacheNodeIds",
            "checkpointInterval",
            "featureSubsetStrategy",
            "impurity",
            "labelCol",
            "lossType",
            "maxBins",
            "maxDepth",
            "maxIter",
            "maxMemoryInMB",
            "minInfoGain",
            "minInstancesPerNode",
            "minWeightFractionPerNode",
            "numTrees",
            "seed",
            "stepSize",
            "subsamplingRate",
            "validationIndicatorCol",
            "validationTol",
            "weightCol");

    private TreeTraining() {}
}
