package dev.lastmile.onnx.spark.internal.stages.classification;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import dev.lastmile.onnx.spark.internal.stages.math.LinearScores;
import dev.lastmile.onnx.spark.internal.stages.math.PredictedClass;
import dev.lastmile.onnx.spark.internal.stages.math.SequentialSum;
import java.util.Arrays;
import java.util.Set;
import org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel;

/**
 * Affine layers with sigmoids between them and a softmax on top: {@code FeedForwardTopology.multiLayerPerceptron} in
 * Spark 4.1. Its softmax is one of its own: an infinity makes it NaN.
 */
final class MultilayerPerceptronClassificationConverter
        implements StageConverter<MultilayerPerceptronClassificationModel> {
    @Override
    public Class<MultilayerPerceptronClassificationModel> stage() {
        return MultilayerPerceptronClassificationModel.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("featuresCol", "layers", "predictionCol", "probabilityCol", "rawPredictionCol", "thresholds");
    }

    @Override
    public Set<String> trainingParameters() {
        return Set.of("blockSize", "initialWeights", "labelCol", "maxIter", "seed", "solver", "stepSize", "tol");
    }

    @Override
    public void convert(MultilayerPerceptronClassificationModel stage, ConversionContext graph) {
        int[] sizes = stage.getLayers();
        double[] weights = stage.weights().toArray();
        Value values = graph.vector("featuresCol", stage.getFeaturesCol(), stage.numFeatures());
        int at = 0;
        for (int layer = 1; layer < sizes.length; layer++) {
            int from = sizes[layer - 1];
            int to = sizes[layer];
            int biases = at + from * to;
            // Column by column, which is the transposed matrix row by row.
            Value product = LinearScores.product(values, to, Arrays.copyOfRange(weights, at, biases));
            at = biases + to;
            values = product.add(Arrays.copyOfRange(weights, biases, at));
            if (layer < sizes.length - 1) {
                Value power = values.neg().exp();
                values = power.add(1).reciprocal();
            }
        }
        Value probability = softmax(values);
        graph.put(stage.getRawPredictionCol(), values);
        graph.put(stage.getProbabilityCol(), probability);
        graph.put(stage.getPredictionCol(), prediction(stage, values, probability));
    }

    // Without the other columns, Spark pays no heed to the thresholds.
    private static Value prediction(MultilayerPerceptronClassificationModel stage, Value raw, Value probability) {
        if (stage.getRawPredictionCol().isEmpty() && stage.getProbabilityCol().isEmpty()) {
            return PredictedClass.argMax(probability).cast(ElementType.DOUBLE);
        }
        return PredictedClass.of(stage, raw, probability);
    }

    private static Value softmax(Value raw) {
        Value largest = raw.maxMatrix();
        Value powers = raw.sub(largest).exp();
        return powers.div(SequentialSum.ofVector(powers));
    }
}
