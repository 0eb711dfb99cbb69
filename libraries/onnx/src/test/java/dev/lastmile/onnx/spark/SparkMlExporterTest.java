package dev.lastmile.onnx.spark;

import static dev.lastmile.onnx.fixture.Agreement.statuses;
import static dev.lastmile.onnx.fixture.TestSpark.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.onnx.TensorSpec;
import dev.lastmile.onnx.fixture.Flowers;
import dev.lastmile.onnx.fixture.TestSpark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.feature.NGram;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkMlExporterTest {
    @Test
    void aStageWithoutAnOnnxFormIsNamed() {
        NGram words = new NGram("words_1").setInputCol("words").setOutputCol("pairs");

        assertThatThrownBy(() -> SparkMlExporter.export(words, Flowers.SCHEMA, List.of("pairs")))
                .isInstanceOfSatisfying(UnsupportedStageException.class, e -> {
                    assertThat(e.stage()).isEqualTo("NGram");
                    assertThat(e.uid()).isEqualTo("words_1");
                    assertThat(e.parameter()).isEmpty();
                })
                .hasMessageStartingWith(
                        "Stage NGram (words_1): there is no ONNX form of this stage: its column is an array of strings")
                .hasMessageEndingWith(". Leave it out, do its work before the pipeline, or give it a StageConverter;"
                        + " docs/src/onnx-stages.adoc lists the stages that have one.");
    }

    @Test
    void aStageThatIsNotOfSparkIsNamedWithThePageThatListsThose() {
        Transformer unknown = new Transformer() {
            @Override
            public String uid() {
                return "own_1";
            }

            @Override
            public Dataset<Row> transform(Dataset<?> rows) {
                return rows.toDF();
            }

            @Override
            public StructType transformSchema(StructType schema) {
                return schema;
            }

            @Override
            public Transformer copy(ParamMap extra) {
                return this;
            }
        };

        assertThatThrownBy(() -> SparkMlExporter.export(unknown, Flowers.SCHEMA, List.of("x")))
                .hasMessageContaining(
                        "(own_1): there is no ONNX form of this stage. Leave it out, do its work before the"
                                + " pipeline, or give it a StageConverter; docs/src/onnx-stages.adoc lists the stages that"
                                + " have one.");
    }

    @Test
    void aParameterWithoutAnOnnxFormIsNamed() {
        PipelineModel model = transformers(new VectorAssembler("assembler_1")
                .setInputCols(new String[] {"a", "b"})
                .setOutputCol("x"));

        assertThatThrownBy(() -> SparkMlExporter.export(
                        model,
                        new StructType().add("a", DataTypes.DoubleType).add("b", SQLDataTypes.VectorType()),
                        List.of("x")))
                .isInstanceOfSatisfying(
                        UnsupportedStageException.class,
                        e -> assertThat(e.parameter()).isEqualTo("inputCols"))
                .hasMessageStartingWith("Stage VectorAssembler (assembler_1), parameter inputCols: the size of vector"
                        + " column b is not in the schema.");
        assertThatThrownBy(() -> SparkMlExporter.export(model, StructType.fromDDL("a double, b string"), List.of("x")))
                .hasMessage("Stage VectorAssembler (assembler_1), parameter inputCols: column b is a string. Index or"
                        + " convert it first.");
    }

    @Test
    void aSubclassOfAKnownStageIsNamed() {
        PipelineModel model = transformers(new AssemblerOfTheFuture("assembler_1"));

        // A subclass may compute anything.
        assertThatThrownBy(() -> SparkMlExporter.export(model, Flowers.SCHEMA, List.of("assembled")))
                .hasMessageStartingWith("Stage AssemblerOfTheFuture (assembler_1): there is no ONNX form");
    }

    @Test
    void whatTheSchemaLacksIsNamed() {
        PipelineModel model = Flowers.features();

        assertThatThrownBy(() -> SparkMlExporter.export(
                        model, StructType.fromDDL("sepal_length double, sepal_width double"), List.of("features")))
                .isInstanceOf(OnnxModelException.class)
                .hasMessage("The pipeline reads column petal_length, and the schema has only [sepal_length,"
                        + " sepal_width]. Give the schema of the rows that it transforms.");
        assertThatThrownBy(() -> SparkMlExporter.export(
                        model,
                        StructType.fromDDL(
                                "sepal_length binary, sepal_width double, petal_length double, petal_width double"),
                        List.of("features")))
                .hasMessageStartingWith("The pipeline reads column sepal_length, which is binary, and no input");
    }

    @Test
    void anOutputThatThePipelineDoesNotMakeIsNamed() {
        PipelineModel model = Flowers.features();

        assertThatThrownBy(() -> SparkMlExporter.export(model, Flowers.SCHEMA, List.of("scaled")))
                .hasMessage("Output scaled is made by no stage; the pipeline makes [assembled, features]. Choose from"
                        + " these.");
        assertThatThrownBy(() -> SparkMlExporter.export(model, Flowers.SCHEMA, List.of("petal_width")))
                .hasMessageStartingWith("Output petal_width comes with the rows, which keep it;");
        for (List<String> outputs :
                List.of(List.<String>of(), List.of("features", "features"), List.of("features", "row_status"))) {
            assertThatThrownBy(() -> SparkMlExporter.export(model, Flowers.SCHEMA, outputs))
                    .hasMessageContaining("are no list of columns of the pipeline");
        }
    }

    @Test
    void aVectorOfAnotherWidthThanFittedIsNamed() {
        PipelineModel scaler = transformers(Flowers.features().stages()[1]);
        StructType schema = new StructType()
                .add("assembled", SQLDataTypes.VectorType(), true, new AttributeGroup("assembled", 3).toMetadata());

        assertThatThrownBy(() -> SparkMlExporter.export(scaler, schema, List.of("features")))
                .hasMessageContaining("was fitted on 4 numbers a row, and column assembled has 3");
        assertThatThrownBy(() ->
                        SparkMlExporter.export(scaler, StructType.fromDDL("assembled double"), List.of("features")))
                .hasMessageContaining("parameter inputCol: column assembled is no vector");
    }

    @Test
    void aLongThatCanBeNullIsADouble() {
        for (String handle : List.of("error", "skip", "keep")) {
            PipelineModel model = transformers(assembled(handle));
            OnnxModel nullable = SparkMlExporter.export(model, StructType.fromDDL("a double, n long"), List.of("x"));
            OnnxModel required =
                    SparkMlExporter.export(model, StructType.fromDDL("a double, n long not null"), List.of("x"));

            assertThat(inputTypes(nullable)).containsExactly(ElementType.DOUBLE, ElementType.DOUBLE);
            assertThat(inputTypes(required)).containsExactly(ElementType.DOUBLE, ElementType.INT64);
        }
    }

    private static List<ElementType> inputTypes(OnnxModel onnx) {
        try (OnnxScorer scorer = new OnnxScorer(onnx.bytes())) {
            return scorer.inputs().stream().map(TensorSpec::type).toList();
        }
    }

    @Test
    void inputsThatNoOutputNeedsAreLeftOut() {
        PipelineModel model = transformers(
                new VectorAssembler().setInputCols(new String[] {"a", "b"}).setOutputCol("x"),
                new VectorAssembler().setInputCols(new String[] {"c"}).setOutputCol("y"));
        OnnxModel onnx =
                SparkMlExporter.export(model, StructType.fromDDL("a double, b double, c double"), List.of("y"));

        try (OnnxScorer scorer = new OnnxScorer(onnx.bytes())) {
            assertThat(scorer.inputs()).containsExactly(new TensorSpec("c", ElementType.DOUBLE, new long[] {-1}));
            assertThat(scorer.outputs())
                    .containsExactly(
                            new TensorSpec("y", ElementType.DOUBLE, new long[] {-1, 1}),
                            new TensorSpec("row_status", ElementType.INT64, new long[] {-1}));
        }
    }

    @Test
    void columnsWithNamesLikeNodesDoNotCollide() {
        PipelineModel model = transformers(new VectorAssembler()
                .setInputCols(new String[] {"1_VectorAssembler/Concat", "constant"})
                .setOutputCol("row_status/ArgMax"));
        StructType schema = new StructType()
                .add("1_VectorAssembler/Concat", DataTypes.DoubleType)
                .add("constant", DataTypes.DoubleType);
        Dataset<Row> rows = TestSpark.rows(schema, row(1.0, 2.0), row(3.0, 4.0));

        assertThat(statuses(model, rows, List.of("row_status/ArgMax"))).containsExactly(0, 0);
    }

    @Test
    void thePipelineThatSparkSavedAndLoadedGivesTheSameBytes(@TempDir Path folder) throws IOException {
        PipelineModel model = Flowers.features();
        model.write().save(folder.resolve("model").toString());
        PipelineModel loaded = PipelineModel.load(folder.resolve("model").toString());
        List<String> outputs = List.of("features", "assembled");

        OnnxModel first = SparkMlExporter.export(model, Flowers.SCHEMA, outputs);
        assertThat(SparkMlExporter.export(model, Flowers.SCHEMA, outputs)).isEqualTo(first);
        assertThat(SparkMlExporter.export(loaded, Flowers.SCHEMA, outputs).digest())
                .isEqualTo(first.digest())
                .startsWith("sha256:")
                .hasSize("sha256:".length() + 64);
        assertThat(new String(first.bytes(), StandardCharsets.ISO_8859_1))
                .doesNotContain(model.stages()[0].uid())
                .doesNotContain(model.stages()[1].uid());
    }

    private static VectorAssembler assembled(String handleInvalid) {
        return new VectorAssembler()
                .setInputCols(new String[] {"a", "n"})
                .setOutputCol("x")
                .setHandleInvalid(handleInvalid);
    }

    private static PipelineModel transformers(Transformer... stages) {
        return new PipelineModel("pipeline", stages);
    }

    /** A stage that Spark does not have. */
    public static final class AssemblerOfTheFuture extends VectorAssembler {
        public AssemblerOfTheFuture(String uid) {
            super(uid);
            setInputCols(Flowers.COLUMNS);
            setOutputCol("assembled");
        }
    }
}
