package dev.lastmile.onnx.spark.internal.stages.clustering;

import breeze.linalg.DenseMatrix;
import breeze.linalg.DenseVector;
import breeze.linalg.eigSym;
import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import dev.lastmile.onnx.spark.internal.stages.math.LinearScores;
import dev.lastmile.onnx.spark.internal.stages.math.PredictedClass;
import dev.lastmile.onnx.spark.internal.stages.math.SequentialSum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.clustering.GaussianMixtureModel;
import org.apache.spark.ml.stat.distribution.MultivariateGaussian;

/**
 * The share of each component in the density at a row, from {@code GaussianMixtureModel.computeProbabilities} and {@code
 * MultivariateGaussian.calculateCovarianceConstants} in Spark 4.1.
 */
final class GaussianMixtureConverter implements StageConverter<GaussianMixtureModel> {
    private static final double EPSILON = Math.ulp(1.0);

    @Override
    public Class<GaussianMixtureModel> stage() {
        return GaussianMixtureModel.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("featuresCol", "predictionCol", "probabilityCol");
    }

    @Override
    public Set<String> trainingParameters() {
        return Set.of("aggregationDepth", "k", "maxIter", "seed", "tol", "weightCol");
    }

    @Override
    public void convert(GaussianMixtureModel stage, ConversionContext graph) {
        GraphBuilder builder = graph.builder();
        Value features = graph.vector("featuresCol", stage.getFeaturesCol(), stage.numFeatures());
        List<Value> densities = new ArrayList<>();
        for (int i = 0; i < stage.weights().length; i++) {
            Value density = logDensity(stage.gaussians()[i], features).exp();
            Value weighted = density.mul(stage.weights()[i]);
            densities.add(weighted.add(EPSILON));
        }
        Value all = builder.concat(densities);
        Value probability = all.div(SequentialSum.ofVector(all));
        graph.put(stage.getProbabilityCol(), probability);
        graph.put(stage.getPredictionCol(), PredictedClass.argMax(probability));
    }

    // [N,1]
    private static Value logDensity(MultivariateGaussian gaussian, Value features) {
        int width = features.width();
        Decomposition covariance = Decomposition.of(gaussian);
        double largest = Arrays.stream(covariance.values()).max().orElseThrow();
        double tolerance = EPSILON * largest * width;
        double logDeterminant = 0;
        // Column by column, as ONNX wants the transposed matrix and Spark's is one of rows.
        double[] root = new double[width * width];
        double[] rootOfMean = new double[width];
        for (int i = 0; i < width; i++) {
            double value = covariance.values()[i];
            if (value > tolerance) {
                logDeterminant += Math.log(value);
                for (int j = 0; j < width; j++) {
                    double element = Math.sqrt(1 / value) * covariance.vectors()[i * width + j];
                    root[j * width + i] = element;
                    rootOfMean[i] += element * gaussian.mean().apply(j);
                }
            }
        }
        Value product = LinearScores.product(features, width, root);
        Value distance = product.sub(rootOfMean);
        Value square = SequentialSum.ofVector(distance.mul(distance));
        double atMean = -0.5 * (width * Math.log(2 * Math.PI) + logDeterminant);
        Value half = square.mul(-0.5);
        return half.add(atMean);
    }

    /**
     * Eigenvalues in rising order, and their vectors one after the other.
     *
     * <p>By the routine that Spark calls: another one can take a small eigenvalue for zero where Spark does not.
     */
    private record Decomposition(double[] values, double[] vectors) {
        static Decomposition of(MultivariateGaussian gaussian) {
            int width = gaussian.mean().size();
            DenseMatrix<Object> covariance =
                    new DenseMatrix<>(width, width, gaussian.cov().toArray());
            eigSym.EigSym<DenseVector<Object>, DenseMatrix<Object>> found =
                    eigSym.EigSym_DM_Impl$.MODULE$.apply(covariance);
            return new Decomposition((double[]) found.eigenvalues().data(), (double[])
                    found.eigenvectors().data());
        }
    }
}
