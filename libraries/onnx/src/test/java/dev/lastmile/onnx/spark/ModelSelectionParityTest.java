package dev.lastmile.onnx.spark;

import static dev.lastmile.onnx.fixture.Agreement.TIGHT;
import static dev.lastmile.onnx.fixture.Agreement.assertAgree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.fixture.Agreement;
import dev.lastmile.onnx.fixture.Measurements;
import dev.lastmile.onnx.fixture.TestSpark;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.clustering.LDA;
import org.apache.spark.ml.clustering.LDAModel;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.fpm.FPGrowth;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.recommendation.ALS;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.ml.tuning.TrainValidationSplit;
import org.apache.spark.ml.tuning.TrainValidationSplitModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class ModelSelectionParityTest {
    private static final List<String> PREDICTION = List.of("prediction");
    private static final Dataset<Row> ROWS = Measurements.continuous(60, 1);
    private static final LinearRegression REGRESSION = new LinearRegression().setMaxIter(2);
    private static final ParamMap[] GRID = new ParamGridBuilder()
            .addGrid(REGRESSION.regParam(), new double[] {0.1, 10})
            .build();

    @Test
    void theBestModelOfACrossValidationIsFollowed() {
        Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {
            new StandardScaler().setInputCol("features").setOutputCol("scaled"),
            REGRESSION.copy(ParamMap.empty()).setFeaturesCol("scaled")
        });
        CrossValidatorModel model = new CrossValidator()
                .setEstimator(pipeline)
                .setEvaluator(new RegressionEvaluator())
                .setEstimatorParamMaps(GRID)
                .setNumFolds(2)
                .setSeed(1)
                .fit(ROWS);

        assertAgree(model, ROWS, PREDICTION, TIGHT);
        assertThat(Agreement.metadata(SparkMlExporter.export(model, ROWS.schema(), PREDICTION)))
                .containsEntry("lastmile.output.prediction", "prediction of stage 2, LinearRegressionModel");
    }

    @Test
    void theBestModelOfASplitIsFollowedWithinAPipeline() {
        TrainValidationSplitModel best = new TrainValidationSplit()
                .setEstimator(REGRESSION)
                .setEvaluator(new RegressionEvaluator())
                .setEstimatorParamMaps(GRID)
                .setTrainRatio(0.6)
                .fit(ROWS);
        PipelineModel inner = new PipelineModel("inner", new Transformer[] {best});
        PipelineModel model = new PipelineModel("outer", new Transformer[] {inner});

        assertAgree(model, ROWS, PREDICTION, TIGHT);
        assertThat(Agreement.metadata(SparkMlExporter.export(model, ROWS.schema(), PREDICTION)))
                .containsEntry("lastmile.output.prediction", "prediction of stage 1.1, LinearRegressionModel");
    }

    @Test
    void modelsWithoutAFormAreRejectedWithTheReason() {
        Dataset<Row> ratings = TestSpark.rows(
                "user int, item int, rating float",
                TestSpark.row(1, 1, 1f),
                TestSpark.row(1, 2, 2f),
                TestSpark.row(2, 1, 3f));
        Dataset<Row> counts = Measurements.of(Vectors.dense(1, 2), Vectors.dense(2, 0), Vectors.dense(0, 1));
        LDA topics = new LDA().setK(2).setMaxIter(1);
        Dataset<Row> sets = TestSpark.session().sql("select array('a', 'b') as items");

        assertRejected(new ALS().setMaxIter(1).setRank(2).fit(ratings), ratings.schema(), "tables of users and items");
        LDAModel online = topics.setOptimizer("online").fit(counts);
        assertRejected(online, counts.schema(), "random numbers");
        LDAModel distributed = topics.setOptimizer("em").fit(counts);
        assertRejected(distributed, counts.schema(), "random numbers");
        assertRejected(new FPGrowth().fit(sets), sets.schema(), "set of items");
    }

    private static void assertRejected(Transformer model, StructType schema, String reason) {
        assertThatThrownBy(() -> SparkMlExporter.export(model, schema, PREDICTION))
                .isInstanceOf(UnsupportedStageException.class)
                .hasMessageContaining("Stage " + model.getClass().getSimpleName())
                .hasMessageContaining(reason);
    }
}
