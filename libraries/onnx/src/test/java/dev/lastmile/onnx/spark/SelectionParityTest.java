package dev.lastmile.onnx.spark;

import static dev.lastmile.onnx.fixture.Agreement.EXACT;
import static dev.lastmile.onnx.fixture.TestSpark.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.fixture.Agreement;
import dev.lastmile.onnx.fixture.BothWays;
import dev.lastmile.onnx.fixture.Extremes;
import dev.lastmile.onnx.fixture.Measurements;
import dev.lastmile.onnx.fixture.TestSpark;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.NumericAttribute;
import org.apache.spark.ml.feature.ChiSqSelector;
import org.apache.spark.ml.feature.ChiSqSelectorModel;
import org.apache.spark.ml.feature.UnivariateFeatureSelector;
import org.apache.spark.ml.feature.UnivariateFeatureSelectorModel;
import org.apache.spark.ml.feature.VarianceThresholdSelector;
import org.apache.spark.ml.feature.VarianceThresholdSelectorModel;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.feature.VectorSizeHint;
import org.apache.spark.ml.feature.VectorSlicer;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelectionParityTest {
    private static final List<String> OUT = List.of("out");

    @Test
    void fittedSelectorsAgree() {
        Dataset<Row> training =
                Measurements.categorical(80, 1).selectExpr("features", "features as f", "label", "label > 1.5 as b");
        Dataset<Row> classes =
                training.selectExpr("features", "cast(b as double) as label").cache();
        PipelineModel model = BothWays.sideBySide(
                new VarianceThresholdSelector().setFeaturesCol("features").fit(classes),
                new VarianceThresholdSelector()
                        .setFeaturesCol("features")
                        .setVarianceThreshold(0.5)
                        .fit(classes),
                new UnivariateFeatureSelector()
                        .setFeatureType("continuous")
                        .setLabelType("categorical")
                        .setSelectionMode("numTopFeatures")
                        .setSelectionThreshold(2)
                        .fit(classes),
                new ChiSqSelector().setNumTopFeatures(3).fit(classes));

        BothWays.assertAgree(model, Measurements.categorical(20, 2), BothWays.outputs(model), EXACT);
    }

    @Test
    void everyNumberThatIsSelectedIsTheSame() {
        PipelineModel model = BothWays.sideBySide(
                new VarianceThresholdSelectorModel("s", new int[] {0, 3}).setFeaturesCol("features"),
                new UnivariateFeatureSelectorModel("s", new int[] {3, 0, 1}).setFeaturesCol("features"),
                new ChiSqSelectorModel("s", new int[] {2}).setFeaturesCol("features"),
                slicer(0, 1, 2, 3),
                slicer(3, 1),
                slicer(2));

        BothWays.assertAgree(model, Extremes.all(10, 1), BothWays.outputs(model), EXACT);
    }

    @Test
    void aVectorThatIsNullIsAnError() {
        Dataset<Row> rows = TestSpark.rows(Extremes.SCHEMA, row(Vectors.dense(1, 2, 3, 4)), row(new Object[] {null}));
        PipelineModel model =
                BothWays.sideBySide(new ChiSqSelectorModel("s", new int[] {2}).setFeaturesCol("features"), slicer(2));

        for (String output : BothWays.outputs(model)) {
            ParityReport report = Agreement.assertAgree(model, rows, List.of(output), EXACT);
            assertThat(report.invalidRows()).isEqualTo(1);
        }
    }

    @Test
    void aSlicerTakesNamesFromTheSchemaAndFromStagesBefore() {
        StructType schema = new StructType()
                .add("x", DataTypes.DoubleType, false)
                .add(
                        "v",
                        SQLDataTypes.VectorType(),
                        true,
                        named("v", "a", "b", "c").toMetadata());
        Dataset<Row> rows = TestSpark.rows(
                schema, row(1.5, Vectors.dense(1, 2, 3)), row(-2.0, Vectors.dense(-0.0, Double.NaN, 1e300)));
        VectorSlicer ofRaw = slicer(1).setInputCol("v").setNames(new String[] {"c", "a"});
        BothWays.assertAgree(ofRaw.setOutputCol("out"), rows, OUT, EXACT);

        VectorAssembler assembler = new VectorAssembler()
                .setInputCols(new String[] {"x", "v"})
                .setOutputCol("features")
                .setHandleInvalid("keep");
        VectorSlicer ofMade = new VectorSlicer()
                .setInputCol("features")
                .setNames(new String[] {"v_b", "x"})
                .setOutputCol("out");
        BothWays.assertAgree(new PipelineModel("p", new Transformer[] {assembler, ofMade}), rows, OUT, EXACT);
        assertThatThrownBy(() -> SparkMlExporter.export(ofRaw.setNames(new String[] {"d"}), schema, OUT))
                .hasMessageContaining("parameter names: column v says of none of its numbers that it is d.");
    }

    @Test
    void whatCannotBeSelectedIsNamed() {
        Stream.of(
                        new VarianceThresholdSelectorModel("s", new int[0]),
                        new UnivariateFeatureSelectorModel("s", new int[0]),
                        new ChiSqSelectorModel("s", new int[0]))
                .forEach(model -> {
                    PipelineModel pipeline = BothWays.sideBySide(model);
                    assertThatThrownBy(() -> SparkMlExporter.export(pipeline, Extremes.SCHEMA, List.of("out0")))
                            .isInstanceOf(UnsupportedStageException.class)
                            .hasMessageContaining("it selects nothing, and an output of a graph has at least one");
                });
        assertThatThrownBy(() -> SparkMlExporter.export(slicer(4).setOutputCol("out"), Extremes.SCHEMA, OUT))
                .hasMessageContaining(
                        "parameter inputCol: the stage selects feature 4, counted from 0, and the column" + " has 4.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"error", "skip", "optimistic"})
    void aSizeHintDoesWithNullWhatSparkDoes(String handleInvalid) {
        StructType unsized = new StructType().add("features", SQLDataTypes.VectorType());
        Object[][] values = {row(Vectors.dense(1, 2, 3, 4)), row(new Object[] {null}), row(Vectors.dense(0, 2, 0, -4))};
        PipelineModel model = new PipelineModel("p", new Transformer[] {
            hint(4, handleInvalid),
            new VectorAssembler()
                    .setInputCols(new String[] {"features"})
                    .setOutputCol("assembled")
                    .setHandleInvalid("keep"),
            slicer(3, 0).setOutputCol("out")
        });
        for (StructType schema : List.of(unsized, Extremes.SCHEMA)) {
            Dataset<Row> rows = TestSpark.rows(schema, values);

            ParityReport report = Agreement.assertAgree(model, rows, OUT, EXACT);
            assertThat(report.rows()).isEqualTo(2);
            report = Agreement.assertAgree(model, rows, List.of("assembled"), EXACT);
            assertThat(report.rows()).isEqualTo(handleInvalid.equals("optimistic") ? 3 : 2);
        }
    }

    @Test
    void aSizeHintThatIsNotTheSizeIsNamed() {
        assertThatThrownBy(() -> SparkMlExporter.export(
                        new PipelineModel(
                                "p",
                                new Transformer[] {hint(5, "error"), slicer(1).setOutputCol("out")}),
                        Extremes.SCHEMA,
                        OUT))
                .hasMessageContaining("parameter size: it is 5, and column features has 4 numbers a row.");
        assertThatThrownBy(() -> SparkMlExporter.export(hint(5, "error"), StructType.fromDDL("features double"), OUT))
                .hasMessageContaining("parameter size: it is 5, and column features is no vector.");
        assertThatThrownBy(() -> SparkMlExporter.export(hint(0, "error"), Extremes.SCHEMA, OUT))
                .hasMessageContaining("parameter size: it is 0");
        assertThatThrownBy(() -> SparkMlExporter.export(hint(4, "error"), Extremes.SCHEMA, List.of("features")))
                .hasMessageContaining("Output features comes with the rows, which keep it");
    }

    private static VectorSizeHint hint(int size, String handleInvalid) {
        return new VectorSizeHint().setInputCol("features").setSize(size).setHandleInvalid(handleInvalid);
    }

    private static VectorSlicer slicer(int... indices) {
        return new VectorSlicer().setInputCol("features").setIndices(indices);
    }

    private static AttributeGroup named(String group, String... names) {
        return new AttributeGroup(
                group,
                Stream.of(names)
                        .map(name -> NumericAttribute.defaultAttr().withName(name))
                        .toArray(Attribute[]::new));
    }
}
