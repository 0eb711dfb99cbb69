package dev.lastmile.onnx.spark;

import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.spark.internal.export.EstimatorCheck;
import dev.lastmile.onnx.spark.internal.export.InputTypes;
import dev.lastmile.onnx.spark.internal.export.PipelineGraph;
import java.util.List;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.types.StructType;

/**
 * Writes a fitted pipeline as an ONNX graph that computes what Spark computes, with 64-bit numbers throughout.
 *
 * <p>The graph's inputs are the raw columns that the outputs need, by their names: {@code double} and {@code decimal}
 * as DOUBLE, {@code float} as FLOAT, {@code string} as STRING, all {@code [N]}, and vectors as DOUBLE {@code
 * [N,width]}. Integers are INT64 and booleans BOOL where the schema says that they are never null; otherwise they
 * are DOUBLE, and the scorer rejects a {@code long} that a double cannot represent. A {@code date} is days and a
 * {@code timestamp} is microseconds since 1970-01-01T00:00:00Z, INT64 or DOUBLE alike; the metadata property {@code
 * lastmile.input_types} has the {@link dev.lastmile.onnx.LogicalType} of such inputs. A {@code decimal} has at most 15
 * digits. A null enters a DOUBLE or
 * FLOAT as NaN, a null vector as a vector of NaN only, and a null string as the string that the metadata property
 * {@code lastmile.null_string} gives.
 *
 * <p>Beside the outputs that are asked for, the graph gives {@code row_status}, INT64 {@code [N]}: 0 for a valid row,
 * else the code of the first rule that rejects it. The metadata property {@code lastmile.row_status} explains each
 * code, and {@code lastmile.row_status.rules} gives its action (what Spark does: {@code error} or {@code skip}), stage
 * and column. The other outputs of an invalid row mean nothing.
 *
 * <p>Trees and forests become {@code TreeEnsemble} of {@code ai.onnx.ml} 5, which ONNX Runtime has from 1.21 on.
 *
 * <p>No uid of a stage is part of the graph: equal parameters give equal bytes.
 */
public final class SparkMlExporter {
    private SparkMlExporter() {}

    /**
     * Checks the columns that a pipeline reads before it is fitted, so that a long training does not end in a model that
     * cannot be exported. Columns that it does not read may be of any type.
     *
     * @param pipeline a pipeline or a stage, fitted or not
     * @param input the schema of the rows that it will be fitted on
     * @throws OnnxModelException naming every column of a type that no input of a graph can have, such as a {@code decimal}
     *     of more than 15 digits, and the remedy
     */
    public static void requireInputs(PipelineStage pipeline, StructType input) {
        InputTypes.require(pipeline, input);
    }

    /**
     * Checks that what a pipeline will fit can be exported, before it is fitted: every stage, and every parameter that is
     * set, of searches and of one-vs-rest within it too.
     *
     * @param pipeline a pipeline or a stage, fitted or not
     * @throws UnsupportedStageException naming the stage, and the parameter, that has no ONNX form
     */
    public static void requireConverters(PipelineStage pipeline) {
        EstimatorCheck.require(pipeline);
    }

    /**
     * Exports a pipeline.
     *
     * <p>If the output {@code prediction} comes from an {@code IndexToString}, its labels become the metadata property
     * {@code lastmile.labels}, which marks a classifier.
     *
     * @param model a fitted pipeline, where pipelines in it are followed, or a fitted stage alone
     * @param input the schema of the rows that it transforms; more columns than it needs are fine
     * @param outputs names of columns that the pipeline makes, in the order in which the graph shall give them
     * @throws UnsupportedStageException naming the stage, and the parameter, that has no ONNX form
     * @throws OnnxModelException naming a column that is missing or that the pipeline does not make
     */
    public static OnnxModel export(Transformer model, StructType input, List<String> outputs) {
        return new PipelineGraph(input, outputs).export(model);
    }
}
