package dev.lastmile.onnx.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.Tolerance;
import dev.lastmile.onnx.fixture.Flowers;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.classification.LinearSVC;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.classification.NaiveBayes;
import org.apache.spark.ml.clustering.BisectingKMeans;
import org.apache.spark.ml.clustering.GaussianMixture;
import org.apache.spark.ml.clustering.KMeans;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.regression.GeneralizedLinearRegression;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class BatchScoringParityTest {
    private static final List<String> OUTPUTS = List.of(
            "cluster",
            "half",
            "shares",
            "component",
            "margin",
            "side",
            "densities",
            "species",
            "votes",
            "class",
            "mean");

    @Test
    void manyModelsInOnePipelineAgreeOnAllRows() {
        Dataset<Row> training =
                Flowers.frame(90, 1).selectExpr("*", "double(kind) as label", "double(kind > 1) as big");
        PipelineModel model = Flowers.fitted(
                training,
                Flowers.assembler("keep"),
                Flowers.scaler(),
                new KMeans().setK(3).setMaxIter(2).setPredictionCol("cluster"),
                new BisectingKMeans().setK(2).setMaxIter(2).setPredictionCol("half"),
                new GaussianMixture()
                        .setMaxIter(2)
                        .setPredictionCol("component")
                        .setProbabilityCol("shares"),
                new LinearSVC()
                        .setMaxIter(2)
                        .setLabelCol("big")
                        .setRawPredictionCol("margin")
                        .setPredictionCol("side"),
                new NaiveBayes()
                        .setModelType("gaussian")
                        .setRawPredictionCol("likelihoods")
                        .setProbabilityCol("densities")
                        .setPredictionCol("species"),
                new MultilayerPerceptronClassifier()
                        .setLayers(new int[] {4, 3})
                        .setMaxIter(2)
                        .setRawPredictionCol("top")
                        .setProbabilityCol("votes")
                        .setPredictionCol("class"),
                new GeneralizedLinearRegression().setMaxIter(2).setPredictionCol("mean"));
        Dataset<Row> rows = Flowers.frame(3_000, 2).repartition(3);
        OnnxModel onnx = SparkMlExporter.export(model, rows.schema(), OUTPUTS);

        List<Row> actual = sorted(OnnxTransformation.of(onnx).withBatchRows(500).apply(rows));
        List<Row> expected = sorted(model.transform(rows));

        assertThat(actual).hasSize(3_000);
        for (int i = 0; i < actual.size(); i++) {
            for (String output : OUTPUTS) {
                double[] reference = numbers(expected.get(i), output);
                double[] scored = numbers(actual.get(i), output);
                assertThat(scored).as(output).hasSameSizeAs(reference);
                for (int j = 0; j < reference.length; j++) {
                    assertThat(Tolerance.DOUBLES.allows(reference[j], scored[j]))
                            .as("%s of row %d: %s became %s", output, i, reference[j], scored[j])
                            .isTrue();
                }
            }
        }
    }

    private static List<Row> sorted(Dataset<Row> rows) {
        return rows.orderBy("id").collectAsList();
    }

    private static double[] numbers(Row row, String column) {
        Object value = row.getAs(column);
        return value instanceof Vector vector ? vector.toArray() : new double[] {((Number) value).doubleValue()};
    }
}
