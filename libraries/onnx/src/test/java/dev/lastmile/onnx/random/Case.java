package dev.lastmile.onnx.random;

import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.Tolerance;
import dev.lastmile.onnx.fixture.TestSpark;
import dev.lastmile.onnx.spark.SparkMlExporter;
import dev.lastmile.onnx.spark.SparkParity;
import dev.lastmile.onnx.spark.internal.parity.ExtremeSample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.DCT;
import org.apache.spark.ml.feature.Interaction;
import org.apache.spark.ml.feature.PolynomialExpansion;
import org.apache.spark.ml.feature.VectorIndexerModel;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Stages, the rows that they are tried on, and the outputs that are compared. */
record Case(List<Transformer> stages, StructType schema, List<Row> rows, List<String> outputs) {
    /** A pipeline's ordinary rows, with those that {@link SparkParity#compareExtremes} makes of them. */
    static Case of(RandomPipeline pipeline, OnnxModel onnx, long seed) {
        Dataset<Row> rows = ExtremeSample.of(onnx, pipeline.heldOut(), seed);
        List<Row> taken = new ArrayList<>(rows.collectAsList());
        // Of the rows that ONNX rejects, the comparison has Spark reject the first few.
        Collections.shuffle(taken, new Random(seed));
        // Spark's fast transform takes differences between infinities where the sum of products has one only.
        if (has(pipeline, DCT.class)) {
            taken = taken.stream().filter(row -> isWithin(row, 1e150)).toList();
        }
        // Whether a sum of products that overflow is infinite or NaN is a matter of the order in which a BLAS adds
        // them.
        if (has(pipeline, Interaction.class) || has(pipeline, PolynomialExpansion.class)) {
            taken = taken.stream()
                    .filter(row -> isWithin(row, 1e60) || !isWithin(row, Double.MAX_VALUE))
                    .toList();
        }
        // Spark passes over the zeros of a sparse vector, and a graph takes a vector that comes with the rows as dense.
        if (has(pipeline, Interaction.class)
                || has(pipeline, PolynomialExpansion.class)
                || has(pipeline, VectorIndexerModel.class)) {
            taken = taken.stream().filter(row -> !hasSparse(row)).toList();
        }
        return new Case(pipeline.stages(), rows.schema(), taken, pipeline.outputs());
    }

    private static boolean hasSparse(Row row) {
        return IntStream.range(0, row.size()).anyMatch(i -> row.get(i) instanceof SparseVector);
    }

    private static boolean has(RandomPipeline pipeline, Class<? extends Transformer> stage) {
        return pipeline.stages().stream().anyMatch(stage::isInstance);
    }

    private static boolean isWithin(Row row, double limit) {
        return IntStream.range(0, row.size())
                .mapToObj(row::get)
                .flatMapToDouble(Flow::numbers)
                .noneMatch(value -> Math.abs(value) > limit);
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
