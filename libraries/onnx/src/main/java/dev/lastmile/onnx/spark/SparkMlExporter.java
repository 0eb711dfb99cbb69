package dev.lastmile.onnx.spark;

import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.spark.internal.export.PipelineGraph;
import java.util.List;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.types.StructType;

/**
 * Writes a fitted pipeline as an ONNX graph that computes what Spark computes, with 64-bit numbers throughout.
 *
 * <p>The graph's inputs are the raw columns that the outputs need, by their names: {@code double} and {@code decimal}
 * as DOUBLE, {@code float} as FLOAT, {@code string} as STRING, all {@code [N]}, and vectors as DOUBLE {@code
 * [N,width]}. Integers are INT64 and booleans BOOL where the schema says that they are never null; otherwise they
 * are DOUBLE, and the scorer rejects a {@code long} that a double cannot represent. A null enters a DOUBLE or
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
     * Exports a pipeline.
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
