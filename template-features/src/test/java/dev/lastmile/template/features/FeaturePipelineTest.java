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
import dev.lastmile.testing.SharedSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FeaturePipelineTest {
    private static final List<String> OUTPUTS = List.of(FeaturePipeline.FEATURES);

    private static final String LAST = Iris.MEASUREMENTS.get(Iris.MEASUREMENTS.size() - 1);

    private static final SparkSession SPARK = SharedSpark.session();
    private static Dataset<Row> rows;

    @BeforeAll
    static void createRows() {
        rows = flowers().cache();
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

    // tag::leakage[]
    @Test
    void otherTestRowsChangeNoFittedParameter() {
        Dataset<Row> changed = rows.withColumn(
                LAST, when(col(Iris.SPLIT).equalTo(Iris.TEST), lit(1000.0)).otherwise(col(LAST)));

        assertThat(export(fit(changed))).isEqualTo(export(fit(rows)));
    }
    // end::leakage[]

    @Test
    void otherTrainingRowsDo() {
        Dataset<Row> changed = rows.withColumn(
                LAST,
                when(col(Iris.SPLIT).equalTo(Iris.TRAIN), col(LAST).plus(1)).otherwise(col(LAST)));

        assertThat(export(fit(changed))).isNotEqualTo(export(fit(rows)));
    }

    @Test
    void theLabelIsNoInput() {
        assertThat(OnnxTransformation.of(export(fit(rows)))
                        .apply(rows.drop(Iris.LABEL))
                        .count())
                .isEqualTo(rows.count());
    }

    // tag::parity[]
    @Test
    void sparkAndOnnxAgreeOnHeldOutRows() {
        PipelineModel model = fit(rows);

        ParityReport parity =
                SparkParity.compare(model, export(model), Iris.heldOutRows(rows), OUTPUTS, Tolerance.DOUBLES);

        assertThat(parity.passed()).as(parity.summary()).isTrue();
        assertThat(parity.rows()).isEqualTo((int) Iris.heldOutRows(rows).count());
    }
    // end::parity[]

    @Test
    void aMissingMeasurementIsRefusedInBatchWithItsColumn() {
        Dataset<Row> broken = rows.withColumn(LAST, lit(Double.NaN));

        assertThatThrownBy(() ->
                        OnnxTransformation.of(export(fit(rows))).apply(broken).collectAsList())
                .hasStackTraceContaining(LAST);
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

    /** Ninety flowers, each measurement on a scale of its own, two of three for training. */
    private static Dataset<Row> flowers() {
        Random random = new Random(7);
        List<Row> flowers = new ArrayList<>();
        for (long id = 1; id <= 90; id++) {
            List<Object> flower = new ArrayList<>(List.of(id));
            for (int i = 0; i < Iris.MEASUREMENTS.size(); i++) {
                flower.add((i + 1) * (1 + random.nextDouble()));
            }
            flower.add(id % 9 < 6 ? Iris.TRAIN : Iris.TEST);
            flowers.add(RowFactory.create(flower.toArray()));
        }
        StructType schema = new StructType().add(Iris.ROW_ID, "long", false);
        for (String measurement : Iris.MEASUREMENTS) {
            schema = schema.add(measurement, "double", false);
        }
        DataType label = Iris.RAW.schema().apply(Iris.LABEL).dataType();
        return SPARK.createDataFrame(flowers, schema.add(Iris.SPLIT, "string", false))
                .withColumn(Iris.LABEL, lit("1").cast(label));
    }
}
