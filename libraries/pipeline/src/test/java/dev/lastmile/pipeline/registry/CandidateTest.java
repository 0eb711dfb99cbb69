package dev.lastmile.pipeline.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.Tolerance;
import dev.lastmile.onnx.spark.DatePart;
import dev.lastmile.onnx.spark.DateParts;
import dev.lastmile.onnx.spark.SparkMlExporter;
import dev.lastmile.onnx.spark.SparkParity;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.testing.SharedSpark;
import dev.lastmile.tracking.ModelVersion;
import dev.lastmile.tracking.model.MlModel;
import dev.lastmile.tracking.model.Signature.Field;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CandidateTest {
    private static final List<String> OUTPUTS = List.of("prediction");

    @TempDir
    Path root;

    @Test
    void aStageThatSparkHasTrainedIsAModelOfBothFlavoursTiedToItsFeatures() throws Exception {
        Dataset<Row> rows = rows();
        LogisticRegressionModel stage =
                new LogisticRegression().setLabelCol("tall").fit(rows);
        PipelineModel pipeline =
                new Pipeline().setStages(new PipelineStage[] {stage}).fit(rows);
        OnnxModel onnx = SparkMlExporter.export(pipeline, rows.schema(), OUTPUTS);
        ParityReport parity = SparkParity.compare(pipeline, onnx, rows, OUTPUTS, Tolerance.DOUBLES);

        Candidate candidate = Candidate.ofModel("trees", stage, onnx, parity, rows, features());

        assertThat(candidate.tags())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "lastmile.features.name", "tree-features",
                        "lastmile.features.version", "7",
                        "lastmile.features.digest", "sha256:abc"));
        candidate.write(root, "run-1");
        MlModel model = MlModel.read(root);
        assertThat(model.flavours()).contains("onnx", "spark");
        assertThat(model.signature().inputs()).containsExactly(Field.tensor("features", "float64", -1, 2));
        assertThat(new ObjectMapper()
                        .readTree(root.resolve("input_example.json").toFile())
                        .path("features"))
                .hasToString("[[1.0,2.0],[3.0,5.0],[2.0,9.0]]");
        PipelineModel saved = PipelineModel.load(root.resolve("sparkml").toString());
        assertThat(saved.transform(rows).select("prediction").collectAsList())
                .isEqualTo(pipeline.transform(rows).select("prediction").collectAsList());
    }

    @Test
    void aModelWithATensorInAnotherFileIsNotACandidate() {
        ModelProto model = ModelProto.newBuilder()
                .setGraph(GraphProto.newBuilder()
                        .addInitializer(TensorProto.newBuilder()
                                .setName("weights")
                                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                                .addExternalData(StringStringEntryProto.newBuilder()
                                        .setKey("location")
                                        .setValue(".env"))))
                .build();
        OnnxModel onnx = new OnnxModel(model.toByteArray());
        ParityReport parity =
                new ParityReport("training", onnx.digest(), 0, 0, Tolerance.DOUBLES, List.of(), List.of());

        assertThatThrownBy(() -> Candidate.ofModel("trees", onnx, parity, rows(), features(), Map.of()))
                .isInstanceOf(StepException.class)
                .hasMessageStartingWith(
                        "trees cannot be registered. The tensor \"weights\" of the model has its data in"
                                + " another file, \".env\". A model has to be one file");
    }

    @Test
    void anExampleHasNullInPlaceOfNan() throws Exception {
        Dataset<Row> heights = SharedSpark.session()
                .createDataFrame(
                        List.of(
                                RowFactory.create(Double.NaN, 1.5),
                                RowFactory.create(2.0, Double.POSITIVE_INFINITY),
                                RowFactory.create(3.0, -4.0)),
                        new StructType()
                                .add(new StructField(
                                        "a",
                                        DataTypes.DoubleType,
                                        false,
                                        new MetadataBuilder()
                                                .putBoolean("nan", true)
                                                .build()))
                                .add("b", DataTypes.DoubleType, false));
        PipelineModel pipeline = new Pipeline()
                .setStages(new PipelineStage[] {
                    new VectorAssembler()
                            .setInputCols(new String[] {"a", "b"})
                            .setOutputCol("features")
                            .setHandleInvalid("keep")
                })
                .fit(heights);
        OnnxModel onnx = SparkMlExporter.export(pipeline, heights.schema(), List.of("features"));
        ParityReport parity = SparkParity.compare(pipeline, onnx, heights, List.of("features"), Tolerance.DOUBLES);

        Candidate candidate = Candidate.ofFeatures("heights", pipeline, onnx, parity, heights);
        candidate.write(root, "run-1");

        assertThat(json("input_example.json").path("data")).hasToString("[[null,1.5],[2.0,null],[3.0,-4.0]]");
        assertThat(json("serving_input_example.json").at("/dataframe_split/data"))
                .hasToString("[[null,1.5],[2.0,null],[3.0,-4.0]]");
        assertThat(MlModel.read(root).signature().inputs())
                .containsExactly(Field.optionalColumn("a", "double"), Field.column("b", "double"));
    }

    @Test
    void datesAndTimestampsAreDatetimeInTheSignatureAndTextInTheExample() throws Exception {
        Dataset<Row> rows = SharedSpark.rows(
                "born date not null, seen timestamp, active boolean not null",
                SharedSpark.row(LocalDate.parse("1969-12-31"), Instant.parse("2024-02-29T12:30:00.5Z"), true),
                SharedSpark.row(LocalDate.parse("2024-02-29"), null, false),
                SharedSpark.row(LocalDate.parse("1500-02-28"), Instant.parse("1500-02-28T00:00:00Z"), false));
        PipelineModel pipeline = new Pipeline()
                .setStages(new PipelineStage[] {
                    new DateParts().setInputCol("born").setParts(DatePart.YEAR),
                    new DateParts().setInputCol("seen").setParts(DatePart.HOUR),
                    new VectorAssembler()
                            .setInputCols(new String[] {"born_year", "seen_hour", "active"})
                            .setOutputCol("features")
                            .setHandleInvalid("keep")
                })
                .fit(rows);
        OnnxModel onnx = SparkMlExporter.export(pipeline, rows.schema(), List.of("features"));
        ParityReport parity = SparkParity.compare(pipeline, onnx, rows, List.of("features"), Tolerance.DOUBLES);

        Candidate.ofFeatures("visits", pipeline, onnx, parity, rows).write(root, "run-1");

        assertThat(MlModel.read(root).signature().inputs())
                .containsExactly(
                        Field.column("born", "datetime"),
                        Field.optionalColumn("seen", "datetime"),
                        Field.column("active", "boolean"));
        assertThat(json("input_example.json").path("data"))
                .hasToString("[[\"1969-12-31\",\"2024-02-29T12:30:00.500Z\",true],[\"2024-02-29\",null,false],"
                        + "[\"1500-02-28\",\"1500-02-28T00:00:00Z\",false]]");
    }

    @Test
    void anExampleOfVectorsHasNullInPlaceOfNan() throws Exception {
        Dataset<Row> rows = rows();
        LogisticRegressionModel stage =
                new LogisticRegression().setLabelCol("tall").fit(rows);
        PipelineModel pipeline =
                new Pipeline().setStages(new PipelineStage[] {stage}).fit(rows);
        OnnxModel onnx = SparkMlExporter.export(pipeline, rows.schema(), OUTPUTS);
        ParityReport parity = SparkParity.compare(pipeline, onnx, rows, OUTPUTS, Tolerance.DOUBLES);
        Dataset<Row> missing = SharedSpark.session()
                .createDataFrame(List.of(RowFactory.create(Vectors.dense(1, Double.NaN), 0.0)), rows.schema());

        Candidate candidate = Candidate.ofModel("trees", onnx, parity, missing, features(), Map.of());
        candidate.write(root, "run-1");

        assertThat(json("input_example.json").path("features")).hasToString("[[1.0,null]]");
        assertThat(json("serving_input_example.json").at("/inputs/features")).hasToString("[[1.0,null]]");
    }

    private JsonNode json(String file) throws IOException {
        return new ObjectMapper().readTree(root.resolve(file).toFile());
    }

    private static Dataset<Row> rows() {
        return SharedSpark.session()
                .createDataFrame(
                        List.of(
                                RowFactory.create(Vectors.dense(1, 2), 0.0),
                                RowFactory.create(Vectors.dense(3, 5), 0.0),
                                RowFactory.create(Vectors.dense(2, 9), 1.0),
                                RowFactory.create(Vectors.dense(4, 8), 1.0)),
                        new StructType()
                                .add("features", SQLDataTypes.VectorType())
                                .add("tall", "double"));
    }

    private static ModelVersion features() {
        return new ModelVersion(
                "tree-features",
                "7",
                "READY",
                "run-0",
                "runs:/run-0/model",
                Map.of("lastmile.digest", "sha256:abc"),
                List.of());
    }
}
