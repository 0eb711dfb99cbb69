package dev.lastmile.template.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.lastmile.contract.ContractColumn;
import dev.lastmile.contract.Role;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.Tolerance;
import dev.lastmile.onnx.spark.OnnxTransformation;
import dev.lastmile.onnx.spark.SparkMlExporter;
import dev.lastmile.onnx.spark.SparkParity;
import dev.lastmile.template.data.Datasets;
import dev.lastmile.testing.ContractRows;
import dev.lastmile.testing.SharedSpark;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On rows that are generated from the contract, whatever its columns are. */
class FeaturePipelineTest {
    private static final List<String> OUTPUTS = List.of(FeaturePipeline.FEATURES);
    private static final int ROWS = 90;

    private static final SparkSession SPARK = SharedSpark.session();
    private static Dataset<Row> rows;
    private static Dataset<Row> others;

    @BeforeAll
    static void createRows() {
        ContractRows generated = ContractRows.of(Datasets.RAW.definition());
        rows = generated.dataset(SPARK, ROWS, 7).cache();
        others = generated.dataset(SPARK, ROWS, 8).cache();
    }

    @Test
    void everyRowGetsAVectorOfTheSameWidthWithoutNaN() {
        List<double[]> features = fit(rows).transform(rows).select(FeaturePipeline.FEATURES).collectAsList().stream()
                .map(row -> row.<Vector>getAs(0).toArray())
                .toList();

        assertThat(features)
                .hasSize(ROWS)
                .allSatisfy(row -> assertThat(row)
                        .hasSameSizeAs(features.get(0))
                        .satisfies(values -> assertThat(Arrays.stream(values)).allMatch(Double::isFinite)));
        assertThat(features.get(0)).isNotEmpty();
    }

    // tag::leakage[]
    @Test
    void otherTestRowsChangeNoFittedParameter() {
        Dataset<Row> changed = Datasets.trainingRows(rows).union(Datasets.heldOutRows(others));

        assertThat(export(fit(changed))).isEqualTo(export(fit(rows)));
    }
    // end::leakage[]

    @Test
    void otherTrainingRowsDo() {
        assumeThat(FeaturePipeline.estimator().getStages()).hasAtLeastOneElementOfType(Estimator.class);
        Dataset<Row> changed = Datasets.trainingRows(others).union(Datasets.heldOutRows(rows));

        assertThat(export(fit(changed))).isNotEqualTo(export(fit(rows)));
    }

    @Test
    void theLabelIsNotAnInput() {
        assertThat(OnnxTransformation.of(export(fit(rows)))
                        .apply(rows.drop(Datasets.LABEL))
                        .count())
                .isEqualTo(rows.count());
    }

    // tag::parity[]
    @Test
    void sparkAndOnnxAgreeOnHeldOutRows() {
        PipelineModel model = fit(rows);

        ParityReport parity =
                SparkParity.compare(model, export(model), Datasets.heldOutRows(rows), OUTPUTS, Tolerance.DOUBLES);

        assertThat(parity.passed()).as(parity.summary()).isTrue();
        assertThat(parity.rows()).isEqualTo((int) Datasets.heldOutRows(rows).count());
    }
    // end::parity[]

    @Test
    void aMissingNumberIsRejectedInBatchWithItsColumn() {
        Optional<String> column = Datasets.RAW.definition().columns(Role.FEATURE).stream()
                .filter(input -> input.type().isFloatingPoint() && !input.nullable())
                .map(ContractColumn::name)
                .filter(assembledAsTheyAre()::contains)
                .findFirst();
        assumeThat(column).isPresent();
        OnnxModel model = export(fit(rows));
        Dataset<Row> broken = rows.withColumn(column.get(), functions.lit(Double.NaN));

        assertThatThrownBy(() -> OnnxTransformation.of(model).apply(broken).collectAsList())
                .hasStackTraceContaining(column.get());
    }

    /** The columns that no other stage has made complete before they become a part of the vector. */
    private static List<String> assembledAsTheyAre() {
        return Arrays.stream(FeaturePipeline.estimator().getStages())
                .filter(stage -> stage instanceof VectorAssembler assembler
                        && assembler.getHandleInvalid().equals("error"))
                .flatMap(stage -> Arrays.stream(((VectorAssembler) stage).getInputCols()))
                .toList();
    }

    private static PipelineModel fit(Dataset<Row> rows) {
        return FeaturePipeline.estimator().fit(Datasets.trainingRows(rows));
    }

    private static OnnxModel export(PipelineModel model) {
        return SparkMlExporter.export(model, rows.schema(), OUTPUTS);
    }
}
