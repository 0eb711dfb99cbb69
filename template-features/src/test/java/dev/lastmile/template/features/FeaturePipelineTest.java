package dev.lastmile.template.features;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.Tolerance;
import dev.lastmile.onnx.spark.OnnxTransformation;
import dev.lastmile.onnx.spark.SparkMlExporter;
import dev.lastmile.onnx.spark.SparkParity;
import dev.lastmile.template.data.Iris;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FeaturePipelineTest {
    private static final List<String> OUTPUTS = List.of(FeaturePipeline.FEATURES);

    private static SparkSession spark;
    private static Dataset<Row> rows;

    @BeforeAll
    static void openSession() {
        spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "2")
                .getOrCreate();
        rows = flowers().cache();
    }

    @AfterAll
    static void closeSession() {
        spark.stop();
    }

    @Test
    void trainingRowsGetZeroMeanAndUnitVariance() {
        List<double[]> features = features(fit(rows).transform(Iris.trainingRows(rows)));

        for (int i = 0; i < Iris.MEASUREMENTS.size(); i++) {
            int position = i;
            double mean = features.stream()
                    .mapToDouble(row -> row[position])
                    .average()
                    .orElseThrow();
            double variance = features.stream()
                            .mapToDouble(row -> Math.pow(row[position] - mean, 2))
                            .sum()
                    / (features.size() - 1);
            assertThat(mean).isCloseTo(0, within(1e-9));
            assertThat(variance).isCloseTo(1, within(1e-9));
        }
    }

    @Test
    void otherTestRowsChangeNoFittedParameter() {
        Dataset<Row> changed = rows.withColumn(
                "petal_width",
                when(col(Iris.SPLIT).equalTo(Iris.TEST), lit(29.0)).otherwise(col("petal_width")));

        assertThat(export(fit(changed))).isEqualTo(export(fit(rows)));
    }

    @Test
    void otherTrainingRowsDo() {
        Dataset<Row> changed = rows.withColumn(
                "petal_width",
                when(col(Iris.SPLIT).equalTo(Iris.TRAIN), col("petal_width").plus(1))
                        .otherwise(col("petal_width")));

        assertThat(export(fit(changed))).isNotEqualTo(export(fit(rows)));
    }

    @Test
    void theLabelIsNoInput() {
        assertThat(OnnxTransformation.of(export(fit(rows)))
                        .apply(rows.drop(Iris.LABEL))
                        .count())
                .isEqualTo(rows.count());
    }

    @Test
    void sparkAndOnnxAgreeOnHeldOutRows() {
        PipelineModel model = fit(rows);

        ParityReport parity =
                SparkParity.compare(model, export(model), Iris.heldOutRows(rows), OUTPUTS, Tolerance.DOUBLES);

        assertThat(parity.passed()).as(parity.summary()).isTrue();
        assertThat(parity.rows()).isEqualTo((int) Iris.heldOutRows(rows).count());
    }

    @Test
    void aMissingMeasurementIsRefusedInBatchWithItsColumn() {
        Dataset<Row> broken = rows.withColumn("petal_length", lit(Double.NaN));

        assertThatThrownBy(() ->
                        OnnxTransformation.of(export(fit(rows))).apply(broken).collectAsList())
                .hasStackTraceContaining("petal_length");
    }

    private static PipelineModel fit(Dataset<Row> rows) {
        return FeaturePipeline.estimator().fit(Iris.trainingRows(rows));
    }

    private static OnnxModel export(PipelineModel model) {
        return SparkMlExporter.export(model, rows.schema(), OUTPUTS);
    }

    private static List<double[]> features(Dataset<Row> transformed) {
        return transformed.select(FeaturePipeline.FEATURES).collectAsList().stream()
                .map(row -> row.<Vector>getAs(0).toArray())
                .toList();
    }

    /** Ninety flowers of three sizes, two of three for training. */
    private static Dataset<Row> flowers() {
        Random random = new Random(7);
        List<Row> flowers = new ArrayList<>();
        for (long id = 1; id <= 90; id++) {
            double size = 1 + id % 3;
            flowers.add(RowFactory.create(
                    id,
                    4 + size * random.nextDouble(),
                    2 + random.nextDouble(),
                    size + random.nextDouble(),
                    0.5 * size + 0.2 * random.nextDouble(),
                    "Iris-setosa",
                    id % 9 < 6 ? Iris.TRAIN : Iris.TEST));
        }
        StructType schema = new StructType().add(Iris.ROW_ID, "long", false);
        for (String measurement : Iris.MEASUREMENTS) {
            schema = schema.add(measurement, "double", false);
        }
        return spark.createDataFrame(
                flowers, schema.add(Iris.LABEL, "string", false).add(Iris.SPLIT, "string", false));
    }
}
