package dev.lastmile.onnx.spark.internal.stages.linear;

import java.util.Set;

/** What decides how factorization machines are fitted, and nothing once they are. */
final class FmTraining {
    static final Set<String> PARAMETERS = Set.of(
            "factorSize",
            "fitIntercept",
            "fitLinear",
            "initStd",
            "labelCol",
            "maxIter",
            "miniBatchFraction",
            "regParam",
            "seed",
            "solver",
            "stepSize",
            "tol",
            "weightCol");

    private FmTraining() {}
}
