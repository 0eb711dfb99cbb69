package dev.lastmile.pipeline.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.VectorAssembler;
import org.junit.jupiter.api.Test;

class SparkMlParametersTest {
    @Test
    void everyParameterOfEveryStageHasAName() {
        Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {
            new VectorAssembler().setInputCols(new String[] {"a", "b"}).setOutputCol("v"),
            new StandardScaler().setInputCol("v").setOutputCol("w").setWithMean(true)
        });

        Map<String, String> parameters = SparkMlParameters.of(pipeline);

        assertThat(parameters)
                .containsEntry("VectorAssembler.inputCols", "[\"a\",\"b\"]")
                .containsEntry("VectorAssembler.handleInvalid", "\"error\"")
                .containsEntry("StandardScaler.withMean", "true")
                .containsEntry("StandardScaler.withStd", "true");
    }

    @Test
    void twoStagesOfOneClassAreToldApartByTheirPosition() {
        Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {
            new StandardScaler().setInputCol("a").setOutputCol("b"),
            new StandardScaler().setInputCol("b").setOutputCol("c")
        });

        assertThat(SparkMlParameters.of(pipeline))
                .containsEntry("0.StandardScaler.inputCol", "\"a\"")
                .containsEntry("1.StandardScaler.inputCol", "\"b\"");
    }

    @Test
    void aMetricHasTheEvaluatorsOwnName() {
        assertThat(SparkMlParameters.metricName(new MulticlassClassificationEvaluator().setMetricName("logLoss")))
                .isEqualTo("logLoss");
    }
}
