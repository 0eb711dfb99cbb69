package dev.lastmile.onnx.spark.internal.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.Tolerance;
import dev.lastmile.onnx.fixture.Extremes;
import dev.lastmile.onnx.spark.SparkMlExporter;
import dev.lastmile.onnx.spark.SparkParity;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.clustering.KMeansModel;
import org.apache.spark.ml.feature.Bucketizer;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class StageByStageTest {
    private static final List<String> OUTPUTS = List.of("prediction", "bucket");
    private static final Dataset<Row> ROWS = Extremes.of(Vectors.dense(0, 0, 0, 1), Vectors.dense(0.3, 0, 0, 1));
    private static final PipelineModel SPARK = pipeline(-1, 1);

    @Test
    void whatAStageMakesOfATieIsNoFaultOfIts() {
        PipelineModel close = pipeline(-1 - 1e-12, 1);

        assertThat(SparkParity.compare(SPARK, export(close), ROWS, OUTPUTS, Tolerance.SCALED)
                        .passed())
                .isFalse();
        assertThat(agrees(close)).isTrue();
    }

    @Test
    void aStageThatIsAtFaultIsNoTie() {
        assertThat(agrees(pipeline(0.5, 1))).isFalse();
        assertThat(agrees(pipeline(-1, 0.5))).isTrue();
        assertThat(agrees(pipeline(-1, 1.5))).isFalse();
    }

    private static boolean agrees(PipelineModel exported) {
        return StageByStage.agrees(List.of(SPARK.stages()), export(exported), ROWS, OUTPUTS, Tolerance.SCALED);
    }

    private static OnnxModel export(PipelineModel model) {
        return SparkMlExporter.export(model, Extremes.SCHEMA, OUTPUTS);
    }

    /** Two clusters, at a number and at 1, and on which side of a split the cluster's index is. */
    private static PipelineModel pipeline(double first, double split) {
        KMeansModel clusters = new KMeansModel(
                "clusters",
                new org.apache.spark.mllib.clustering.KMeansModel(new org.apache.spark.mllib.linalg.Vector[] {
                    org.apache.spark.mllib.linalg.Vectors.dense(first, 0, 0, 0),
                    org.apache.spark.mllib.linalg.Vectors.dense(1, 0, 0, 0)
                }));
        Bucketizer bucketizer = new Bucketizer()
                .setInputCol("prediction")
                .setOutputCol("bucket")
                .setSplits(new double[] {Double.NEGATIVE_INFINITY, split, Double.POSITIVE_INFINITY});
        return new PipelineModel("pipeline", new Transformer[] {clusters, bucketizer});
    }
}
