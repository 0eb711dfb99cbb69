package dev.lastmile.onnx.spark.internal.stages.classification;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.RowAction;
import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import dev.lastmile.onnx.spark.internal.stages.math.LinearScores;
import dev.lastmile.onnx.spark.internal.stages.math.PredictedClass;
import dev.lastmile.onnx.spark.internal.stages.math.SequentialSum;
import dev.lastmile.onnx.spark.internal.stages.math.Softmax;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.classification.NaiveBayesModel;
import org.apache.spark.ml.linalg.DenseMatrix;
import org.apache.spark.ml.linalg.Matrix;

/**
 * All four types, from {@code NaiveBayesModel.multinomialCalculation} and its neighbours in Spark 4.1; a row that the
 * type has no likelihood for is an error, as there.
 */
final class NaiveBayesConverter implements StageConverter<NaiveBayesModel> {

    @Override
    public Class<NaiveBayesModel> stage() {
        return NaiveBayesModel.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("featuresCol", "modelType", "predictionCol", "probabilityCol", "rawPredictionCol", "thresholds");
    }

    @Override
    public Set<String> trainingParameters() {
        return Set.of("labelCol", "smoothing", "weightCol");
    }

    @Override
    public void convert(NaiveBayesModel stage, ConversionContext graph) {
        GraphBuilder builder = graph.builder();
        Value features = graph.vector("featuresCol", stage.getFeaturesCol(), stage.numFeatures());
        Value raw = switch (stage.getModelType()) {
            case "multinomial" -> {
                rejectNegative(stage, features, graph);
                yield LinearScores.ofClasses(features, stage.theta())
                        .add(stage.pi().toArray());
            }
            case "complement" -> {
                rejectNegative(stage, features, graph);
                yield complement(LinearScores.ofClasses(features, stage.theta()));
            }
            case "bernoulli" -> {
                Value isZero = features.equal(0);
                Value isOne = features.equal(1);
                rejectUnless(isZero.or(isOne), "no vector of 0 and 1", stage, graph);
                yield bernoulli(stage, features);
            }
            case "gaussian" -> gaussian(stage, features, builder);
            default ->
                throw graph.unsupported(
                        "modelType", stage.getModelType() + " is none of Spark 4.1. Fit again with one that is.");
        };
        Value probability = Softmax.of(raw);
        graph.put(stage.getRawPredictionCol(), raw);
        graph.put(stage.getProbabilityCol(), probability);
        graph.put(stage.getPredictionCol(), PredictedClass.of(stage, raw, probability));
    }

    private static void rejectNegative(NaiveBayesModel stage, Value features, ConversionContext graph) {
        Value valid = features.greaterOrEqual(0);
        rejectUnless(valid, "no vector of nonnegative numbers", stage, graph);
    }

    private static void rejectUnless(Value valid, String what, NaiveBayesModel stage, ConversionContext graph) {
        Value numbers = valid.cast(ElementType.INT64);
        Value all = numbers.minMatrix();
        Value invalid = all.cast(ElementType.BOOL).not();
        graph.reject(
                RowAction.ERROR, invalid, List.of(stage.getFeaturesCol()), what, "modelType " + stage.getModelType());
    }

    private static Value complement(Value scores) {
        Value largest = scores.maxMatrix();
        Value sum = SequentialSum.ofVector(scores.sub(largest).exp());
        return scores.sub(sum.log().add(largest));
    }

    private static Value bernoulli(NaiveBayesModel stage, Value features) {
        Matrix theta = stage.theta();
        double[] constants = stage.pi().toArray().clone();
        double[] weights = new double[theta.numRows() * theta.numCols()];
        for (int i = 0; i < theta.numRows(); i++) {
            for (int feature = 0; feature < theta.numCols(); feature++) {
                double ofZero = Math.log1p(-Math.exp(theta.apply(i, feature)));
                constants[i] += ofZero;
                weights[feature * theta.numRows() + i] = theta.apply(i, feature) - ofZero;
            }
        }
        Matrix ofOne = new DenseMatrix(theta.numRows(), theta.numCols(), weights);
        return LinearScores.ofClasses(features, ofOne).add(constants);
    }

    private static Value gaussian(NaiveBayesModel stage, Value features, GraphBuilder builder) {
        List<Value> scores = new ArrayList<>();
        for (int i = 0; i < stage.numClasses(); i++) {
            double[] means = new double[stage.numFeatures()];
            double[] variances = new double[means.length];
            double logVariances = 0;
            for (int feature = 0; feature < means.length; feature++) {
                means[feature] = stage.theta().apply(i, feature);
                variances[feature] = stage.sigma().apply(i, feature);
                logVariances += Math.log(variances[feature]);
            }
            Value distance = features.sub(means);
            Value scaled = distance.mul(distance).div(variances);
            Value sum = SequentialSum.ofVector(scaled).add(logVariances);
            Value half = sum.mul(0.5);
            scores.add(half.neg().add(stage.pi().apply(i)));
        }
        return builder.concat(scores);
    }
}
