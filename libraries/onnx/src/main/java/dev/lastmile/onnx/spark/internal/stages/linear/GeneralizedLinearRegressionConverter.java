package dev.lastmile.onnx.spark.internal.stages.linear;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import dev.lastmile.onnx.spark.internal.stages.math.ErrorFunction;
import dev.lastmile.onnx.spark.internal.stages.math.LinearScores;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.ml.regression.GeneralizedLinearRegressionModel;

/**
 * The linear prediction, through the inverse of the link and into the family's range: {@code
 * GeneralizedLinearRegression.FamilyAndLink.fitted} in Spark 4.1.
 */
final class GeneralizedLinearRegressionConverter implements StageConverter<GeneralizedLinearRegressionModel> {
    private static final double EPSILON = 1e-16;

    @Override
    public Class<GeneralizedLinearRegressionModel> stage() {
        return GeneralizedLinearRegressionModel.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of(
                "family",
                "featuresCol",
                "link",
                "linkPower",
                "linkPredictionCol",
                "offsetCol",
                "predictionCol",
                "variancePower");
    }

    @Override
    public Set<String> trainingParameters() {
        return Set.of(
                "aggregationDepth", "fitIntercept", "labelCol", "maxIter", "regParam", "solver", "tol", "weightCol");
    }

    @Override
    public List<String> rejections() {
        return List.of("`offsetCol` that can be null, for which Spark predicts null, and a graph has none");
    }

    @Override
    public void convert(GeneralizedLinearRegressionModel stage, ConversionContext graph) {
        GraphBuilder builder = graph.builder();
        Value features = graph.vector("featuresCol", stage.getFeaturesCol(), stage.numFeatures());
        Value product = LinearScores.single(features, stage.coefficients());
        Value eta = product.add(stage.intercept());
        if (stage.isSet(stage.offsetCol()) && !stage.getOffsetCol().isEmpty()) {
            eta = eta.add(offset(stage.getOffsetCol(), graph));
        }
        if (stage.isDefined(stage.linkPredictionCol())) {
            graph.put(stage.getLinkPredictionCol(), eta);
        }
        Value mean = unlink(stage, eta, builder);
        graph.put(stage.getPredictionCol(), project(stage, mean, builder));
    }

    private static Value offset(String column, ConversionContext graph) {
        Value offset = graph.number("offsetCol", column);
        if (graph.isNullable(column)) {
            throw graph.unsupported(
                    "offsetCol",
                    "column " + column + " can be null, for which Spark predicts null, and a graph has none. Drop such"
                            + " rows, and give a schema whose field is not nullable.");
        }
        return offset.cast(ElementType.DOUBLE);
    }

    private static Value unlink(GeneralizedLinearRegressionModel stage, Value eta, GraphBuilder builder) {
        if (isTweedie(stage)) {
            if (stage.isSet(stage.linkPower())) {
                return unlinkPower(stage.getLinkPower(), eta, builder);
            }
            return unlinkPower(1 - stage.getVariancePower(), eta, builder);
        }
        String link = stage.isSet(stage.link()) ? stage.getLink().toLowerCase(Locale.ROOT) : defaultLink(stage);
        return switch (link) {
            case "identity" -> eta;
            case "log" -> eta.exp();
            case "inverse" -> unlinkPower(-1, eta, builder);
            case "sqrt" -> eta.mul(eta);
            case "logit" -> eta.neg().exp().add(1).reciprocal();
            case "cloglog" -> eta.exp().neg().exp().neg().add(1);
            case "probit" -> {
                Value scaled = eta.div(Math.sqrt(2));
                Value doubled = ErrorFunction.of(scaled).add(1);
                yield doubled.mul(0.5);
            }
            default -> throw new IllegalArgumentException("Link " + link + " is none of Spark 4.1.");
        };
    }

    private static String defaultLink(GeneralizedLinearRegressionModel stage) {
        return switch (family(stage)) {
            case "binomial" -> "logit";
            case "poisson" -> "log";
            case "gamma" -> "inverse";
            default -> "identity";
        };
    }

    private static Value unlinkPower(double power, Value eta, GraphBuilder builder) {
        if (power == 0) {
            return eta.exp();
        } else if (power == 1) {
            return eta;
        } else if (power == 0.5) {
            return eta.mul(eta);
        }
        // Spark's sums start from 0.0 and are never -0.0, from which a negative power would go the other way.
        Value base = power < 0 ? builder.where(eta.equal(0), 0, eta) : eta;
        return power == -1 ? base.reciprocal() : base.pow(1 / power);
    }

    private static Value project(GeneralizedLinearRegressionModel stage, Value mean, GraphBuilder builder) {
        double infinity = Double.POSITIVE_INFINITY;
        double largest = Double.MAX_VALUE;
        if (family(stage).equals("binomial")) {
            Value notTooSmall = builder.where(mean.less(EPSILON), EPSILON, mean);
            return builder.where(notTooSmall.greater(1 - EPSILON), 1 - EPSILON, notTooSmall);
        } else if (family(stage).equals("gaussian") || (isTweedie(stage) && stage.getVariancePower() == 0)) {
            Value notBelow = builder.where(mean.equal(-infinity), -largest, mean);
            return builder.where(notBelow.equal(infinity), largest, notBelow);
        }
        Value notTooSmall = builder.where(mean.less(EPSILON), EPSILON, mean);
        return builder.where(notTooSmall.equal(infinity), largest, notTooSmall);
    }

    private static boolean isTweedie(GeneralizedLinearRegressionModel stage) {
        return family(stage).equals("tweedie");
    }

    private static String family(GeneralizedLinearRegressionModel stage) {
        return stage.getFamily().toLowerCase(Locale.ROOT);
    }
}
