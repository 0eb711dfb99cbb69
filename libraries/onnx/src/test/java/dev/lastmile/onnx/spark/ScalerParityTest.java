package dev.lastmile.onnx.spark;

import static dev.lastmile.onnx.fixture.Agreement.EXACT;
import static dev.lastmile.onnx.fixture.Agreement.TIGHT;
import static dev.lastmile.onnx.fixture.Agreement.assertAgree;
import static dev.lastmile.onnx.fixture.Agreement.metadata;
import static dev.lastmile.onnx.fixture.Agreement.score;
import static dev.lastmile.onnx.fixture.Agreement.statuses;
import static dev.lastmile.onnx.fixture.TestSpark.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.fixture.Flowers;
import dev.lastmile.onnx.fixture.TestSpark;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        Dataset<Row> rows = TestSpark.rows(
                "a double, b double", row(1.0, 7.0), row(2.0, 7.0), row(4.0, 7.0));
        PipelineModel model = new Pipeline()
                .setStages(new PipelineStage[] {
                    new VectorAssembler().setInputCols(new String[] {"a", "b"}).setOutputCol("assembled"), Flowers.scaler().setWithMean(false)
                })
                .fit(rows);

        Dataset<Row> heldOut = TestSpark.rows(
                "a double, b double",
                row(1.0, 9.0),
                row(-0.0, 7.0),
                row(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY),
                row(Double.MIN_VALUE, Double.MAX_VALUE));
        assertAgree(model, heldOut, List.of("features"), EXACT);
        Column.DoubleVectors features =
                (Column.DoubleVectors) score(model, heldOut, List.of("features")).column("features");
        assertThat(features.flat()[1]).isZero();
    }
}
