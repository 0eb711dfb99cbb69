package dev.lastmile.onnx.spark.internal.stages.linear;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.StageConverter;
import dev.lastmile.onnx.spark.StageGraph;
import dev.lastmile.onnx.spark.internal.stages.math.ErrorFunction;
import dev.lastmile.onnx.spark.internal.stages.math.LinearScores;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    public List<String> refusals() {
        return List.of("`offsetCol` that can be null, for which Spark predicts null, and a graph has none");
    }

    @Override
    public void convert(GeneralizedLinearRegressionModel stage, StageGraph graph) {
        GraphBuilder builder = graph.builder();
        Value features = graph.vector("featuresCol", stage.getFeaturesCol(), stage.numFeatures());
        Value product = LinearScores.single(builder, features, stage.coefficients());
        Value eta = builder.op("Add", product, builder.doubleScalar(stage.intercept()));
        if (stage.isSet(stage.offsetCol()) && !stage.getOffsetCol().isEmpty()) {
            eta = builder.op("Add", eta, offset(stage.getOffsetCol(), graph));
        }
        if (stage.isDefined(stage.linkPredictionCol())) {
            graph.put(stage.getLinkPredictionCol(), eta);
        }
        Value mean = unlink(stage, eta, builder);
        graph.put(stage.getPredictionCol(), project(stage, mean, builder));
    }

    private static Value offset(String column, StageGraph graph) {
        Value offset = graph.number("offsetCol", column);
        if (graph.isNullable(column)) {
            throw graph.unsupported(
                    "offsetCol",
                    "column " + column + " can be null, for which Spark predicts null, and a graph has none. Drop such"
                            + " rows, and give a schema whose field is not nullable.");
        }
        return graph.builder().cast(offset, ElementType.DOUBLE);
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
            case "log" -> builder.op("Exp", eta);
            case "inverse" -> unlinkPower(-1, eta, builder);
            case "sqrt" -> builder.op("Mul", eta, eta);
            case "logit" -> builder.op("Reciprocal", onePlus(builder, builder.op("Exp", builder.op("Neg", eta))));
            case "cloglog" ->
                onePlus(builder, builder.op("Neg", builder.op("Exp", builder.op("Neg", builder.op("Exp", eta)))));
            case "probit" -> {
                Value scaled = builder.op("Div", eta, builder.doubleScalar(Math.sqrt(2)));
                Value doubled = onePlus(builder, ErrorFunction.of(builder, scaled));
                yield builder.op("Mul", doubled, builder.doubleScalar(0.5));
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
            return builder.op("Exp", eta);
        } else if (power == 1) {
            return eta;
        } else if (power == 0.5) {
            return builder.op("Mul", eta, eta);
        }
        // Spark's sums start from 0.0 and are never -0.0, from which a negative power would go the other way.
        Value base = power < 0 ? replaced(builder, "Equal", eta, 0, 0) : eta;
        return power == -1 ? builder.op("Reciprocal", base) : builder.op("Pow", base, builder.doubleScalar(1 / power));
    }

    private static Value project(GeneralizedLinearRegressionModel stage, Value mean, GraphBuilder builder) {
        double infinity = Double.POSITIVE_INFINITY;
        double largest = Double.MAX_VALUE;
        if (family(stage).equals("binomial")) {
            Value notTooSmall = replaced(builder, "Less", mean, EPSILON, EPSILON);
            return replaced(builder, "Greater", notTooSmall, 1 - EPSILON, 1 - EPSILON);
        } else if (family(stage).equals("gaussian") || (isTweedie(stage) && stage.getVariancePower() == 0)) {
            Value notBelow = replaced(builder, "Equal", mean, -infinity, -largest);
            return replaced(builder, "Equal", notBelow, infinity, largest);
        }
        Value notTooSmall = replaced(builder, "Less", mean, EPSILON, EPSILON);
        return replaced(builder, "Equal", notTooSmall, infinity, largest);
    }

    private static Value replaced(GraphBuilder builder, String comparison, Value value, double with, double by) {
        Value isSo =
                builder.op(comparison, ElementType.BOOL, Value.SCALAR, Map.of(), value, builder.doubleScalar(with));
        return builder.op("Where", ElementType.DOUBLE, Value.SCALAR, Map.of(), isSo, builder.doubleScalar(by), value);
    }

    private static Value onePlus(GraphBuilder builder, Value value) {
        return builder.op("Add", value, builder.doubleScalar(1));
    }

    private static boolean isTweedie(GeneralizedLinearRegressionModel stage) {
        return family(stage).equals("tweedie");
    }

    private static String family(GeneralizedLinearRegressionModel stage) {
        return stage.getFamily().toLowerCase(Locale.ROOT);
    }
}
