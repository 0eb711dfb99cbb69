package dev.lastmile.onnx.random;

import static dev.lastmile.onnx.random.StageSpec.with;

import dev.lastmile.onnx.random.Flow.Column;
import java.util.List;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.regression.AFTSurvivalRegression;
import org.apache.spark.ml.regression.DecisionTreeRegressor;
import org.apache.spark.ml.regression.FMRegressor;
import org.apache.spark.ml.regression.GBTRegressor;
import org.apache.spark.ml.regression.GeneralizedLinearRegression;
import org.apache.spark.ml.regression.IsotonicRegression;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.regression.RandomForestRegressor;
import org.apache.spark.sql.types.DataTypes;

/** Stages that predict a number. */
final class RegressionStages {
    private RegressionStages() {}

    static List<StageSpec> all() {
        return List.of(
                new StageSpec("LinearRegressionModel", RegressionStages::linear),
                // Three times, as each family has parameters that no other one has.
                new StageSpec(
                        "GeneralizedLinearRegressionModel",
                        (flow, p) -> generalized(flow, p, p.of("family", "gaussian", "binomial"))),
                new StageSpec(
                        "GeneralizedLinearRegressionModel",
                        (flow, p) -> generalized(flow, p, p.of("family", "poisson", "gamma"))),
                new StageSpec(
                        "GeneralizedLinearRegressionModel",
                        (flow, p) -> generalized(flow, p, p.of("family", "tweedie"))),
                new StageSpec("AFTSurvivalRegressionModel", RegressionStages::survival),
                new StageSpec("IsotonicRegressionModel", RegressionStages::isotonic),
                new StageSpec("FMRegressionModel", RegressionStages::factorized),
                new StageSpec(
                        "DecisionTreeRegressionModel",
                        (flow, p) -> predicting(flow, trees(new DecisionTreeRegressor(), p))),
                new StageSpec(
                        "RandomForestRegressionModel",
                        (flow, p) -> predicting(
                                flow,
                                with(trees(new RandomForestRegressor(), p), "numTrees", p.whole("numTrees", 1, 3)))),
                new StageSpec(
                        "GBTRegressionModel",
                        (flow, p) -> predicting(
                                flow,
                                with(
                                        trees(new GBTRegressor(), p),
                                        "maxIter",
                                        p.whole("maxIter", 1, 2),
                                        "lossType",
                                        p.of("lossType", "squared", "absolute")))));
    }

    static <S extends PipelineStage> S trees(S stage, Choices p) {
        return with(
                stage,
                "maxDepth",
                p.whole("maxDepth", 0, 1, 3),
                "maxBins",
                p.whole("maxBins", 8, 64),
                "minInstancesPerNode",
                p.whole("minInstancesPerNode", 1, 5),
                "seed",
                p.random().nextLong());
    }

    private static PipelineStage linear(Flow flow, Choices p) {
        boolean huber = p.of("loss", "squaredError", "huber").equals("huber");
        return predicting(
                flow,
                with(
                        new LinearRegression(),
                        "maxIter",
                        3,
                        "loss",
                        huber ? "huber" : "squaredError",
                        "solver",
                        huber ? "l-bfgs" : p.of("solver", "normal", "l-bfgs"),
                        "fitIntercept",
                        p.flag("fitIntercept"),
                        "standardization",
                        p.flag("standardization"),
                        "regParam",
                        p.number("regParam", 0, 0.1),
                        "elasticNetParam",
                        huber ? 0.0 : p.number("elasticNetParam", 0, 1)));
    }

    private static PipelineStage generalized(Flow flow, Choices p, String family) {
        GeneralizedLinearRegression stage = with(
                new GeneralizedLinearRegression(),
                "family",
                family,
                "maxIter",
                2,
                "regParam",
                p.number("regParam", 0, 0.1),
                "fitIntercept",
                p.flag("fitIntercept"));
        switch (family) {
            case "gaussian" -> with(stage, "link", p.of("link", "identity", "log", "inverse"));
            case "binomial" -> with(stage, "link", p.of("link", "logit", "probit", "cloglog"));
            case "poisson" -> with(stage, "link", p.of("link", "log", "identity", "sqrt"));
            case "gamma" -> with(stage, "link", p.of("link", "inverse", "identity", "log"));
            default -> {
                with(stage, "variancePower", p.number("variancePower", 0, 1, 1.5, 2));
                if (p.of("linkPower", "default", "set").equals("set")) {
                    with(stage, "linkPower", p.number("linkPower value", 0, 0.5, 1));
                }
            }
        }
        if (p.of("linkPredictionCol", "none", "set").equals("set")) {
            with(stage, "linkPredictionCol", flow.output("link"));
        }
        if (p.of("offsetCol", "none", "set").equals("set")) {
            with(stage, "offsetCol", "offset");
        }
        String label = family.equals("binomial") ? "two" : "positive";
        return with(predicting(flow, stage), "labelCol", label);
    }

    private static PipelineStage survival(Flow flow, Choices p) {
        AFTSurvivalRegression stage = with(
                new AFTSurvivalRegression(),
                "maxIter",
                2,
                "censorCol",
                "censor",
                "fitIntercept",
                p.flag("fitIntercept"));
        if (p.of("quantileProbabilities", "default", "set").equals("set")) {
            with(stage, "quantileProbabilities", new double[] {0.1, 0.5});
        }
        if (p.of("quantilesCol", "none", "set").equals("set")) {
            with(stage, "quantilesCol", flow.output("quantiles"));
        }
        return with(predicting(flow, stage), "labelCol", "positive");
    }

    private static PipelineStage isotonic(Flow flow, Choices p) {
        boolean vector = p.of("features", "a vector", "a number").equals("a vector");
        Column column = vector
                ? flow.vector()
                : flow.number(any -> any.isType(DataTypes.DoubleType)
                        && (any.made() || !any.field().nullable()));
        IsotonicRegression stage = with(new IsotonicRegression(), "isotonic", p.flag("isotonic"));
        if (vector) {
            with(stage, "featureIndex", p.of("featureIndex", "first", "last").equals("first") ? 0 : column.width() - 1);
        }
        return with(stage, "featuresCol", column.name(), "predictionCol", flow.output("prediction"), "labelCol", "y");
    }

    private static PipelineStage factorized(Flow flow, Choices p) {
        return predicting(flow, factors(new FMRegressor(), p));
    }

    static <S extends PipelineStage> S factors(S stage, Choices p) {
        return with(
                stage,
                "maxIter",
                2,
                "factorSize",
                p.whole("factorSize", 1, 3),
                "fitIntercept",
                p.flag("fitIntercept"),
                "fitLinear",
                p.flag("fitLinear"),
                "solver",
                p.of("solver", "adamW", "gd"),
                "seed",
                p.random().nextLong());
    }

    static <S extends PipelineStage> S predicting(Flow flow, S stage) {
        return with(
                stage,
                "featuresCol",
                flow.vector().name(),
                "predictionCol",
                flow.output("prediction"),
                "labelCol",
                "y");
    }
}
