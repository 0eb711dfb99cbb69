package dev.lastmile.template.model;

import static org.apache.spark.ml.functions.vector_to_array;
import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.onnx.ParityReport;
import dev.lastmile.pipeline.evaluation.Evaluation;
import dev.lastmile.pipeline.run.FitLog;
import dev.lastmile.pipeline.steps.Trial;
import dev.lastmile.template.data.Datasets;
import dev.lastmile.template.features.FeaturePipeline;
import dev.lastmile.testing.ContractRows;
import dev.lastmile.testing.SharedSpark;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On the features of rows that are generated from the contract, whatever its columns and the model are. */
class ModelTest {
    private static final int ROWS = 240;
    private static final SparkSession SPARK = SharedSpark.session();
    private static PipelineModel features;
    private static Dataset<Row> rows;
    private static Trial trial;

    @BeforeAll
    static void train() {
        Dataset<Row> raw = ContractRows.of(Datasets.RAW.definition()).dataset(SPARK, ROWS, 7);
        features = FeaturePipeline.estimator().fit(Datasets.trainingRows(raw));
        rows = interim(raw).cache();
        trial = trained(rows);
    }

    @Test
    void itsMetricIsBetterThanTheBaselines() {
        Evaluation evaluation = trial.evaluation();

        assertThat(evaluation.isBetterThanBaseline(evaluation.primary()))
                .as(evaluation.summary())
                .isTrue();
    }

    @Test
    void twoTrainingsOnTheSameRowsAreTheSameModelInWhateverOrderTheyCome() {
        List<Row> shuffled = new ArrayList<>(rows.collectAsList());
        Collections.shuffle(shuffled, new Random(1));

        assertThat(trained(SPARK.createDataFrame(shuffled, rows.schema()))
                        .candidate()
                        .onnx())
                .isEqualTo(trial.candidate().onnx());
    }

    @Test
    void otherTestRowsChangeNoFittedParameter() {
        Dataset<Row> others = interim(ContractRows.of(Datasets.RAW.definition()).dataset(SPARK, ROWS, 8));
        Dataset<Row> changed = rows.filter(col(Datasets.SPLIT).notEqual("test")).union(Datasets.heldOutRows(others));

        assertThat(trained(changed).candidate().onnx())
                .isEqualTo(trial.candidate().onnx());
    }

    @Test
    void theTrainingFrameworkAndOnnxAgreeOnHeldOutRows() {
        ParityReport parity = trial.candidate().parity();

        assertThat(parity.passed()).as(parity.summary()).isTrue();
    }

    private static Trial trained(Dataset<Row> rows) {
        return Trial.of(Datasets.PROJECT, Model.trainer(), rows, FitLog.none());
    }

    /** Raw rows as {@code make interim-data} publishes them. */
    private static Dataset<Row> interim(Dataset<Row> raw) {
        org.apache.spark.sql.Column[] columns = java.util.Arrays.stream(
                        Datasets.FEATURES.schema().fieldNames())
                .map(name -> name.equals(FeaturePipeline.FEATURES)
                        ? vector_to_array(col(name), "float64").alias(name)
                        : col(name))
                .toArray(org.apache.spark.sql.Column[]::new);
        return features.transform(raw).select(columns);
    }
}
