package dev.lastmile.onnx.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.fixture.Agreement;
import dev.lastmile.onnx.fixture.Flowers;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.feature.RFormula;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class FormulaParityTest {
    private static final RFormula FORMULA =
            new RFormula().setFormula("kind ~ sepal_length + petal_length:sepal_width + petal_width");

    @Test
    void theStagesWithinAFormulaAreFollowed() {
        Dataset<Row> heldOut = Flowers.frame(60, 2).drop("kind").coalesce(1);
        PipelineModel model = Flowers.fitted(FORMULA, new LinearRegression());

        assertThat(Agreement.assertAgree(model, heldOut, List.of("features", "prediction"), Agreement.TIGHT)
                        .rows())
                .isEqualTo(60);
    }

    @Test
    void whatAFormulaTakesAwayAgainIsNoOutput() {
        PipelineModel model = Flowers.fitted(FORMULA);

        assertThatThrownBy(() -> SparkMlExporter.export(model, Flowers.SCHEMA, List.of("label")))
                .isInstanceOf(OnnxModelException.class)
                .hasMessageContaining("is made by no stage; the pipeline makes [features]. Choose from these.");
    }
}
