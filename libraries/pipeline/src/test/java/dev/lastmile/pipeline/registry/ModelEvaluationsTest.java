package dev.lastmile.pipeline.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.spark.OnnxTransformation;
import dev.lastmile.onnx.spark.SparkMlExporter;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.evaluation.ClassifierEvaluation;
import dev.lastmile.pipeline.evaluation.RegressionEvaluation;
import dev.lastmile.testing.SharedSpark;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class ModelEvaluationsTest {
    private static final SparkSession SPARK = SharedSpark.session();

    @Test
    void oneNumberARowIsARegression() {
        OnnxModel sum = sum(1, "");
        Dataset<Row> features = SPARK.createDataFrame(
                List.of(RowFactory.create(List.of(1.0, 2.0), 4.0), RowFactory.create(List.of(3.0, 4.0), 6.0)),
                new StructType()
                        .add("features", DataTypes.createArrayType(DataTypes.DoubleType, false))
                        .add("weight", "double"));

        assertThat(ModelEvaluations.of(OnnxTransformation.of(sum).apply(features), "weight", sum))
                .isInstanceOfSatisfying(RegressionEvaluation.class, evaluation -> {
                    assertThat(evaluation.rmse()).isEqualTo(1);
                    assertThat(evaluation.sample())
                            .extracting(RegressionEvaluation.Pair::prediction)
                            .containsExactly(3.0, 7.0);
                });
    }

    @Test
    void whatNamesItsLabelsIsAClassifier() {
        Dataset<Row> scored = SPARK.createDataFrame(
                List.of(RowFactory.create("ash", "ash", List.of(0.8, 0.2))),
                new StructType()
                        .add("tree", "string")
                        .add("prediction", "string")
                        .add("probability", DataTypes.createArrayType(DataTypes.DoubleType, false)));

        assertThat(ModelEvaluations.of(scored, "tree", sum(1, "[\"ash\", \"beech\"]")))
                .isInstanceOfSatisfying(
                        ClassifierEvaluation.class,
                        evaluation -> assertThat(evaluation.labels()).containsExactly("ash", "beech"));
    }

    @Test
    void aVectorWithoutLabelsIsNeither() {
        assertThatThrownBy(() -> ModelEvaluations.of(SPARK.emptyDataFrame(), "weight", sum(2, "")))
                .isInstanceOf(StepException.class)
                .hasMessageContaining("does not say whether it is a classifier or a regressor")
                .hasMessageContaining("lastmile.labels");
    }

    @Test
    void aNumberBesideProbabilitiesIsTheIndexOfALabelAndNoRegression() {
        Dataset<Row> rows = SPARK.createDataFrame(
                List.of(RowFactory.create(Vectors.dense(1, 2), 0.0), RowFactory.create(Vectors.dense(3, 1), 1.0)),
                new StructType().add("features", SQLDataTypes.VectorType()).add("label", "double"));
        PipelineModel classifier = new Pipeline()
                .setStages(new PipelineStage[] {new LogisticRegression()})
                .fit(rows);
        OnnxModel onnx = SparkMlExporter.export(classifier, rows.schema(), List.of("prediction", "probability"));

        assertThatThrownBy(() -> ModelEvaluations.of(OnnxTransformation.of(onnx).apply(rows), "label", onnx))
                .isInstanceOf(StepException.class)
                .hasMessageContaining("does not say whether it is a classifier or a regressor");
    }

    @Test
    void labelsThatAreNoListAreRefused() {
        assertThatThrownBy(() -> ModelEvaluations.of(SPARK.emptyDataFrame(), "tree", sum(1, "ash")))
                .isInstanceOf(StepException.class)
                .hasMessageContaining("lastmile.labels is no JSON list");
    }

    /** A graph that adds two features: as one number a row, or as a vector of one. */
    private static OnnxModel sum(int dimensions, String labels) {
        NodeProto.Builder node = NodeProto.newBuilder()
                .setOpType("ReduceSum")
                .addInput("features")
                .addInput("axis")
                .addOutput("prediction")
                .addAttribute(AttributeProto.newBuilder()
                        .setName("keepdims")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(dimensions - 1));
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
                .setGraph(GraphProto.newBuilder()
                        .setName("sum")
                        .addNode(node)
                        .addInitializer(TensorProto.newBuilder()
                                .setName("axis")
                                .setDataType(DataType.INT64.getNumber())
                                .addDims(1)
                                .addInt64Data(1))
                        .addInput(value("features", -1, 2))
                        .addOutput(dimensions == 1 ? value("prediction", -1) : value("prediction", -1, 1)));
        if (!labels.isEmpty()) {
            model.addMetadataProps(StringStringEntryProto.newBuilder()
                    .setKey("lastmile.labels")
                    .setValue(labels));
        }
        return new OnnxModel(model.build().toByteArray());
    }

    private static ValueInfoProto value(String name, long... shape) {
        TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
        for (long size : shape) {
            dimensions.addDim(
                    size < 0
                            ? Dimension.newBuilder().setDimParam("N")
                            : Dimension.newBuilder().setDimValue(size));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(DataType.DOUBLE.getNumber())
                                .setShape(dimensions)))
                .build();
    }
}
