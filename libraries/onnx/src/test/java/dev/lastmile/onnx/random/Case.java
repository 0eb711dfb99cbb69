package dev.lastmile.onnx.random;

import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.Tolerance;
import dev.lastmile.onnx.fixture.TestSpark;
import dev.lastmile.onnx.spark.SparkMlExporter;
import dev.lastmile.onnx.spark.SparkParity;
import dev.lastmile.onnx.spark.internal.ExtremeSample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.DCT;
import org.apache.spark.ml.feature.Interaction;
import org.apache.spark.ml.feature.VectorIndexerModel;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Stages, the rows that they are tried on, and the outputs that are compared. */
record Case(List<Transformer> stages, StructType schema, List<Row> rows, List<String> outputs) {
    /** A pipeline's ordinary rows, with those that {@link SparkParity#compareExtremes} makes of them. */
    static Case of(RandomPipeline pipeline, OnnxModel onnx, long seed) {
        Dataset<Row> rows = ExtremeSample.of(onnx, pipeline.heldOut(), seed);
        List<Row> taken = new ArrayList<>(rows.collectAsList());
        // Of the rows that ONNX refuses, the comparison has Spark refuse the first few.
        Collections.shuffle(taken, new Random(seed));
        if (pipeline.stages().stream().anyMatch(DCT.class::isInstance)) {
            taken = taken.stream().filter(Case::isTransformable).toList();
        }
        // Spark passes over the zeros of a sparse vector, and a graph takes a vector that comes with the rows as dense.
        if (pipeline.stages().stream()
                .anyMatch(stage -> stage instanceof Interaction || stage instanceof VectorIndexerModel)) {
            taken = taken.stream().filter(row -> !hasSparse(row)).toList();
        }
        return new Case(pipeline.stages(), rows.schema(), taken, pipeline.outputs());
    }

    private static boolean hasSparse(Row row) {
        return IntStream.range(0, row.size()).anyMatch(i -> row.get(i) instanceof SparseVector);
    }

    // Spark's fast transform takes differences between infinities where the sum of products has one only.
    private static boolean isTransformable(Row row) {
        for (int i = 0; i < row.size(); i++) {
            if (row.get(i) instanceof Vector vector
                    && Arrays.stream(vector.toArray()).anyMatch(value -> Math.abs(value) > 1e150)) {
                return false;
            }
        }
        return true;
    }

    /** A pipeline's ordinary rows alone. */
    static Case of(RandomPipeline pipeline) {
        return new Case(
                pipeline.stages(),
                pipeline.heldOut().schema(),
                pipeline.heldOut().collectAsList(),
                pipeline.outputs());
    }

    PipelineModel model() {
        return new PipelineModel("random", stages.toArray(Transformer[]::new));
    }

    OnnxModel export() {
        return SparkMlExporter.export(model(), schema, outputs);
    }

    ParityReport compare(OnnxModel onnx) {
        return SparkParity.compare(model(), onnx, frame(), outputs, Tolerance.SCALED);
    }

    Dataset<Row> frame() {
        return TestSpark.session().createDataFrame(rows, schema);
    }

    Case withRows(List<Row> some) {
        return new Case(stages, schema, some, outputs);
    }
}
