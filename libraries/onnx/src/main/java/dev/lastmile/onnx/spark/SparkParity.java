package dev.lastmile.onnx.spark;

import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.Tolerance;
import dev.lastmile.onnx.spark.internal.SparkComparison;
import java.util.List;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Holds the ONNX form of a pipeline, or of a stage alone, against the pipeline. */
public final class SparkParity {
    private SparkParity() {}

    /**
     * Transforms rows with Spark and scores them with ONNX.
     *
     * <p>Rows that ONNX calls invalid have to be refused or dropped by Spark too; of those that Spark would fail on, the
     * first few are tried. The rows are collected to the driver: hand over a sample where there are many.
     *
     * @param heldOut rows that the pipeline was not fitted on; rows are numbered from 0 in their order
     * @param outputs columns of the pipeline and outputs of the graph, which are compared
     * <p>A failure of Spark's that is no refusal of a row, such as a column that is there already, is thrown as it is.
     *
     * @return a report that has not passed if there was no valid row, if only one of the two accepts a row, or if a row
     *     has a value that no input of the graph can take
     * @throws OnnxModelException naming a column that the rows lack, or an output that the graph lacks
     */
    public static ParityReport compare(
            Transformer model, OnnxModel onnx, Dataset<Row> heldOut, List<String> outputs, Tolerance tolerance) {
        return new SparkComparison(model, onnx, heldOut, outputs, tolerance).report();
    }
}
