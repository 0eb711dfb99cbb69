package dev.lastmile.onnx.spark;

import static dev.lastmile.onnx.fixture.Agreement.EXACT;
import static dev.lastmile.onnx.fixture.Agreement.assertAgree;
import static dev.lastmile.onnx.fixture.Agreement.score;
import static dev.lastmile.onnx.fixture.TestSpark.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.fixture.Flowers;
import dev.lastmile.onnx.fixture.TestSpark;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScalerParityTest {
    @ParameterizedTest
    @CsvSource({"true,true", "true,false", "false,true", "false,false"})
    void theScalerAgreesInEveryCombination(boolean mean, boolean std) {
        PipelineModel model = Flowers.fitted(
                Flowers.assembler("error"), Flowers.scaler().setWithMean(mean).setWithStd(std));

        assertAgree(model, Flowers.frame(60, 2), List.of("assembled", "features"), EXACT);
    }

    @Test
    void aColumnThatNeverVariesBecomesZero() {
        Dataset<Row> rows = TestSpark.rows("a double, b double", row(1.0, 7.0), row(2.0, 7.0), row(4.0, 7.0));
        PipelineModel model = new Pipeline()
                .setStages(new PipelineStage[] {
                    new VectorAssembler().setInputCols(new String[] {"a", "b"}).setOutputCol("assembled"),
                    Flowers.scaler().setWithMean(false)
                })
                .fit(rows);

        Dataset<Row> heldOut = TestSpark.rows(
                "a double, b double",
                row(1.0, 9.0),
                row(-0.0, 7.0),
                row(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY),
                row(Double.MIN_VALUE, Double.MAX_VALUE));
        assertAgree(model, heldOut, List.of("features"), EXACT);
        Column.DoubleVectors features = (Column.DoubleVectors)
                score(model, heldOut, List.of("features")).column("features");
        assertThat(features.flat()[1]).isZero();
    }
}
