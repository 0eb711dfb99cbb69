package dev.lastmile.onnx.spark.internal.parity;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.onnx.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A sample with its {@link ExtremeRows}, in the columns that a graph takes. */
public final class ExtremeSample {
    private static final Set<ElementType> TYPES_WITHOUT_NULL =
            EnumSet.of(ElementType.INT64, ElementType.INT32, ElementType.BOOL, ElementType.STRING);

    private ExtremeSample() {}

    /**
     * The sample's rows, then the extreme ones.
     *
     * @throws OnnxModelException if the sample has no rows
     */
    public static Dataset<Row> of(OnnxModel onnx, Dataset<Row> sample, long seed) {
        List<Row> rows = new ArrayList<>(sample.collectAsList());
        if (rows.isEmpty()) {
            throw new OnnxModelException(
                    "There is no row to make extreme ones from. Give a sample of the rows that the model is for.");
        }
        List<String> columns = new ArrayList<>();
        Set<String> neverNull = new HashSet<>();
        try (OnnxScorer scorer = new OnnxScorer(onnx.bytes())) {
            for (TensorSpec input : scorer.inputs()) {
                // What a column lacks is said by the comparison.
                if (Arrays.asList(sample.schema().fieldNames()).contains(input.name())) {
                    columns.add(input.name());
                    boolean nullString = input.type() == ElementType.STRING && scorer.takesNullStrings();
                    if (TYPES_WITHOUT_NULL.contains(input.type()) && !nullString) {
                        neverNull.add(input.name());
                    }
                }
            }
        }
        rows.addAll(new ExtremeRows(List.copyOf(rows), sample.schema(), ModelNumbers.of(onnx), seed)
                .of(columns, neverNull));
        return sample.sparkSession().createDataFrame(rows, sample.schema());
    }
}
