package dev.lastmile.onnx.random;

import static dev.lastmile.onnx.random.StageSpec.with;

import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.fixture.TestSpark;
import dev.lastmile.onnx.spark.SparkMlExporter;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.DecisionTreeClassifier;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.clustering.KMeans;
import org.apache.spark.ml.feature.Binarizer;
import org.apache.spark.ml.feature.Bucketizer;
import org.apache.spark.ml.feature.Imputer;
import org.apache.spark.ml.feature.MinMaxScaler;
import org.apache.spark.ml.feature.PCA;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.feature.VectorSlicer;
import org.apache.spark.ml.regression.DecisionTreeRegressor;
import org.apache.spark.ml.regression.GeneralizedLinearRegression;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Pipelines whose graphs are tampered with. */
enum FaultyPipelines {
    CLASSIFIER(
            List.of("scaled", "raw", "probability", "prediction"),
            with(new VectorAssembler(), "inputCols", new String[] {"d0", "d1", "d2"}, "outputCol", "assembled"),
            with(new StandardScaler(), "inputCol", "assembled", "outputCol", "scaled", "withMean", true),
            with(
                    new LogisticRegression(),
                    "featuresCol",
                    "scaled",
                    "labelCol",
                    "kind",
                    "maxIter",
                    5,
                    "rawPredictionCol",
                    "raw")),
    NUMBERS(
            List.of("bucket", "binary", "filled"),
            with(
                    new Bucketizer(),
                    "inputCol",
                    "d2",
                    "outputCol",
                    "bucket",
                    "splits",
                    new double[] {Double.NEGATIVE_INFINITY, -0.3, 0.1, 0.7, Double.POSITIVE_INFINITY},
                    "handleInvalid",
                    "keep"),
            with(new Binarizer(), "inputCol", "d2", "outputCol", "binary", "threshold", 0.1),
            with(new Imputer(), "inputCol", "d1", "outputCol", "filled")),
    TREES(
            List.of("tree", "counts_of_leaf", "class"),
            with(
                    new DecisionTreeRegressor(),
                    "featuresCol",
                    "v",
                    "labelCol",
                    "y",
                    "predictionCol",
                    "tree",
                    "maxDepth",
                    3),
            with(
                    new DecisionTreeClassifier(),
                    "featuresCol",
                    "v",
                    "labelCol",
                    "kind",
                    "predictionCol",
                    "class",
                    "rawPredictionCol",
                    "counts_of_leaf",
                    "maxDepth",
                    3)),
    VECTORS(
            List.of("minmax", "slice", "components", "cluster"),
            with(new MinMaxScaler(), "inputCol", "v", "outputCol", "minmax"),
            with(new VectorSlicer(), "inputCol", "v", "outputCol", "slice", "indices", new int[] {2, 0}),
            with(new PCA(), "inputCol", "v", "outputCol", "components", "k", 2),
            with(new KMeans(), "featuresCol", "v", "predictionCol", "cluster", "k", 3, "seed", 1L)),
    REGRESSIONS(
            List.of("line", "exponential"),
            with(new LinearRegression(), "featuresCol", "v", "labelCol", "y", "predictionCol", "line"),
            with(
                    new GeneralizedLinearRegression(),
                    "featuresCol",
                    "v",
                    "labelCol",
                    "positive",
                    "predictionCol",
                    "exponential",
                    "family",
                    "gaussian",
                    "link",
                    "log"));

    private final List<String> outputs;
    private final PipelineModel model;
    private final OnnxModel onnx;

    FaultyPipelines(List<String> outputs, PipelineStage... stages) {
        this.outputs = outputs;
        RandomData data = Rows.DATA;
        Dataset<Row> training = TestSpark.session().createDataFrame(data.training(), data.schema());
        this.model = new Pipeline().setStages(stages).fit(training);
        this.onnx = SparkMlExporter.export(model, data.schema(), outputs);
    }

    List<String> outputs() {
        return outputs;
    }

    PipelineModel model() {
        return model;
    }

    OnnxModel onnx() {
        return onnx;
    }

    static Dataset<Row> sample() {
        return Rows.DATA.heldOut();
    }

    // A constant's constructor cannot read a static field of its own type.
    private static final class Rows {
        static final RandomData DATA = new RandomData(new Random(20));
    }
}
