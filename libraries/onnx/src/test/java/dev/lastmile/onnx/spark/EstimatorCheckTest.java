package dev.lastmile.onnx.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.spark.internal.export.EstimatorCheck;
import dev.lastmile.testing.SharedSpark;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.DecisionTreeClassifier;
import org.apache.spark.ml.classification.FMClassifier;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.LinearSVC;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.classification.NaiveBayes;
import org.apache.spark.ml.classification.OneVsRest;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.clustering.BisectingKMeans;
import org.apache.spark.ml.clustering.GaussianMixture;
import org.apache.spark.ml.clustering.KMeans;
import org.apache.spark.ml.clustering.LDA;
import org.apache.spark.ml.feature.CountVectorizer;
import org.apache.spark.ml.feature.IDF;
import org.apache.spark.ml.feature.Imputer;
import org.apache.spark.ml.feature.MaxAbsScaler;
import org.apache.spark.ml.feature.MinHashLSH;
import org.apache.spark.ml.feature.MinMaxScaler;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.PCA;
import org.apache.spark.ml.feature.RFormula;
import org.apache.spark.ml.feature.RobustScaler;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.Tokenizer;
import org.apache.spark.ml.feature.UnivariateFeatureSelector;
import org.apache.spark.ml.feature.VarianceThresholdSelector;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.feature.VectorIndexer;
import org.apache.spark.ml.feature.Word2Vec;
import org.apache.spark.ml.recommendation.ALS;
import org.apache.spark.ml.regression.AFTSurvivalRegression;
import org.apache.spark.ml.regression.DecisionTreeRegressor;
import org.apache.spark.ml.regression.FMRegressor;
import org.apache.spark.ml.regression.GBTRegressor;
import org.apache.spark.ml.regression.GeneralizedLinearRegression;
import org.apache.spark.ml.regression.IsotonicRegression;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.regression.RandomForestRegressor;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.TrainValidationSplit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EstimatorCheckTest {
    @BeforeAll
    static void startSpark() {
        SharedSpark.session();
    }

    @ParameterizedTest
    @MethodSource("exported")
    void whatHasAConverterIsAccepted(Estimator<?> estimator) {
        assertThat(EstimatorCheck.fittedType(estimator)).isPresent();
        assertThatCode(() -> SparkMlExporter.requireConverters(estimator)).doesNotThrowAnyException();
        assertThatCode(() -> SparkMlExporter.requireConverters(
                        new Pipeline().setStages(new PipelineStage[] {new VectorAssembler(), estimator})))
                .doesNotThrowAnyException();
    }

    static Stream<Estimator<?>> exported() {
        return Stream.of(
                new DecisionTreeClassifier(),
                new FMClassifier(),
                new GBTClassifier().setMaxIter(3).setMaxDepth(2).setSeed(7).setThresholds(new double[] {0.2, 0.8}),
                new LinearSVC(),
                new LogisticRegression().setRegParam(0.1).setWeightCol("weight").setThreshold(0.2),
                new MultilayerPerceptronClassifier().setLayers(new int[] {1, 2}),
                new NaiveBayes().setModelType("gaussian"),
                new OneVsRest().setClassifier(new LogisticRegression()),
                new RandomForestClassifier().setNumTrees(3),
                new BisectingKMeans(),
                new GaussianMixture(),
                new KMeans().setK(3),
                new IDF(),
                new Imputer(),
                new MaxAbsScaler(),
                new MinMaxScaler(),
                new OneHotEncoder(),
                new PCA().setK(2),
                new RFormula().setFormula("y ~ x"),
                new RobustScaler(),
                new StandardScaler(),
                new StringIndexer().setHandleInvalid("keep"),
                new UnivariateFeatureSelector(),
                new VarianceThresholdSelector(),
                new VectorIndexer(),
                new AFTSurvivalRegression(),
                new DecisionTreeRegressor(),
                new FMRegressor(),
                new GBTRegressor(),
                new GeneralizedLinearRegression().setFamily("poisson"),
                new IsotonicRegression(),
                new LinearRegression(),
                new RandomForestRegressor());
    }

    @ParameterizedTest
    @MethodSource("unsupported")
    void whatHasNoConverterIsNamedBeforeItIsFitted(PipelineStage stage) {
        String name = stage.getClass().getSimpleName();
        assertThatThrownBy(() -> SparkMlExporter.requireConverters(stage))
                .isInstanceOf(UnsupportedStageException.class)
                .hasMessageStartingWith("Stage " + name + " (")
                .hasMessageContaining("there is no ONNX form of this stage");
        assertThatThrownBy(
                        () -> SparkMlExporter.requireConverters(new Pipeline().setStages(new PipelineStage[] {stage})))
                .hasMessageStartingWith("Stage " + name);
    }

    static Stream<PipelineStage> unsupported() {
        return Stream.of(
                new ALS(), new CountVectorizer(), new LDA(), new MinHashLSH(), new Tokenizer(), new Word2Vec());
    }

    @Test
    void aParameterWithoutAnOnnxFormIsNamedWhereverItIs() {
        RandomForestClassifier forest = new RandomForestClassifier();
        forest.setLeafCol("leaf");
        for (PipelineStage stage : new PipelineStage[] {
            forest,
            new CrossValidator().setEstimator(forest),
            new TrainValidationSplit().setEstimator(new Pipeline().setStages(new PipelineStage[] {forest})),
            new OneVsRest().setClassifier(forest)
        }) {
            assertThatThrownBy(() -> SparkMlExporter.requireConverters(stage))
                    .isInstanceOf(UnsupportedStageException.class)
                    .hasMessageContaining("RandomForestClassifier")
                    .hasMessageContaining("parameter leafCol: it is set");
        }
    }
}
