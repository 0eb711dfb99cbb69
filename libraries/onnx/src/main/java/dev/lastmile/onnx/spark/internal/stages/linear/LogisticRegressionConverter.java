package dev.lastmile.onnx.spark.internal.stages.linear;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import dev.lastmile.onnx.spark.internal.stages.math.LinearScores;
import dev.lastmile.onnx.spark.internal.stages.math.PredictedClass;
import dev.lastmile.onnx.spark.internal.stages.math.Softmax;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.classification.LogisticRegressionModel;

/**
 * Binomial and multinomial, with Spark's own formulas rather than ONNX's Softmax, so that infinities (a model that was
 * fitted on one class has them) and NaN come out as they do in Spark.
 */
final class LogisticRegressionConverter implements StageConverter<LogisticRegressionModel> {
    @Override
    public Class<LogisticRegressionModel> stage() {
        return LogisticRegressionModel.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("featuresCol", "predictionCol", "probabilityCol", "rawPredictionCol", "threshold", "thresholds");
    }

    @Override
    public Set<String> trainingParameters() {
        return Set.of(
                "aggregationDepth",
                "elasticNetParam",
                "family",
                "fitIntercept",
                "labelCol",
                "lowerBoundsOnCoefficients",
                "lowerBoundsOnIntercepts",
                "maxBlockSizeInMB",
                "maxIter",
                "regParam",
                "standardization",
                "tol",
                "upperBoundsOnCoefficients",
                "upperBoundsOnIntercepts",
                "weightCol");
    }

    @Override
    public void convert(LogisticRegressionModel stage, ConversionContext graph) {
        Value features = graph.vector("featuresCol", stage.getFeaturesCol(), stage.numFeatures());
        if (isMultinomial(stage)) {
            multinomial(stage, features, graph);
        } else {
            binomial(stage, features, graph);
        }
    }

    private static void binomial(LogisticRegressionModel stage, Value features, ConversionContext graph) {
        GraphBuilder builder = graph.builder();
        Value product = LinearScores.single(features, stage.coefficientMatrix());
        Value margin = product.add(stage.intercept());
        Value raw = builder.concat(List.of(margin.neg(), margin));
        Value first = sigmoid(margin.exp());
        Value second = complement(first);
        graph.put(stage.getRawPredictionCol(), raw);
        graph.put(stage.getProbabilityCol(), builder.concat(List.of(first, second)));
        graph.put(stage.getPredictionCol(), binomialPrediction(stage, margin, second));
    }

    // Which number is held against which threshold depends in Spark on the columns that are asked for.
    private static Value binomialPrediction(LogisticRegressionModel stage, Value margin, Value second) {
        double threshold = stage.getThreshold();
        Value score;
        if (!stage.getRawPredictionCol().isEmpty()) {
            score = margin;
            threshold = rawThreshold(threshold);
        } else if (!stage.getProbabilityCol().isEmpty()) {
            score = second;
        } else {
            score = sigmoid(margin.neg().exp());
        }
        Value above = score.greater(threshold);
        return above.cast(ElementType.DOUBLE);
    }

    private static double rawThreshold(double threshold) {
        if (threshold == 0) {
            return Double.NEGATIVE_INFINITY;
        }
        return threshold == 1 ? Double.POSITIVE_INFINITY : Math.log(threshold / (1 - threshold));
    }

    private static void multinomial(LogisticRegressionModel stage, Value features, ConversionContext graph) {
        Value product = LinearScores.ofClasses(features, stage.coefficientMatrix());
        Value raw = product.add(stage.interceptVector().toArray());
        Value probability = Softmax.of(raw);
        graph.put(stage.getRawPredictionCol(), raw);
        graph.put(stage.getProbabilityCol(), probability);
        graph.put(stage.getPredictionCol(), PredictedClass.of(stage, raw, probability));
    }

    private static Value sigmoid(Value power) {
        return power.add(1).reciprocal();
    }

    private static Value complement(Value value) {
        return value.neg().add(1);
    }

    // The model keeps its family to itself, and answers this question only if it is binomial.
    private static boolean isMultinomial(LogisticRegressionModel stage) {
        try {
            stage.intercept();
            return false;
        } catch (Exception e) {
            return true;
        }
    }
}
