package dev.lastmile.onnx.spark;

import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.Tolerance;
import dev.lastmile.onnx.spark.internal.parity.ExtremeSample;
import dev.lastmile.onnx.spark.internal.parity.SparkComparison;
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
     * <p>Rows that ONNX calls invalid have to be rejected or dropped by Spark too; of those that Spark would fail on, the
     * first few are tried. The rows are collected to the driver: hand over a sample where there are many.
     *
     * <p>A label of a classifier, of KMeans or of a Gaussian mixture that differs where Spark's own two best scores, or
     * its score and the threshold, are one within the tolerance is counted as a tie, and is not beyond it.
     *
     * <p>Any other failure of Spark, such as a column that already exists, is thrown as it is.
     *
     * @param heldOut rows that the pipeline was not fitted on; rows are numbered from 0 in their order
     * @param outputs columns of the pipeline and outputs of the graph, which are compared
     *
     * @return a report that has not passed if there was no valid row, if only one of the two accepts a row, or if a row
     *     has a value that no input of the graph can take
     * @throws OnnxModelException naming a column that the rows lack, or an output that the graph lacks
     */
    public static ParityReport compare(
            Transformer model, OnnxModel onnx, Dataset<Row> heldOut, List<String> outputs, Tolerance tolerance) {
        return new SparkComparison(model, onnx, heldOut, outputs, tolerance).report();
    }

    /**
     * The same of rows that nobody has seen yet: a sample of ordinary rows, and rows made from it at the far ends of what
     * the model's inputs can hold.
     *
     * <p>Made are: NaN and infinities, zeros of both signs, huge and tiny numbers, the neighbours of numbers of the
     * sample and of the model's own thresholds, nulls where the schema allows them and the input has a form for them,
     * strings that are empty, not ASCII or of no known category, days and moments where calendars have
     * their edges, and sparse vectors. {@link Tolerance#SCALED} is meant
     * for numbers of so many magnitudes. An equal seed gives equal rows.
     *
     * @param sample ordinary rows, at least one; a hundred are plenty, as all of them are collected to the driver
     * @param seed to be named where a report has not passed, so that its rows can be made again
     * @return the report of {@link #compare}, in which the sample's rows come first
     * @throws OnnxModelException if the sample has no rows, or as {@link #compare} does
     */
    public static ParityReport compareExtremes(
            Transformer model,
            OnnxModel onnx,
            Dataset<Row> sample,
            long seed,
            List<String> outputs,
            Tolerance tolerance) {
        return compare(model, onnx, ExtremeSample.of(onnx, sample, seed), outputs, tolerance);
    }
}
