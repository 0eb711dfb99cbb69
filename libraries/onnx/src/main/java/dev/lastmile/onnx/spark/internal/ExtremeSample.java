package dev.lastmile.onnx.spark.internal;

import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.onnx.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A sample with its {@link ExtremeRows}, in the columns that a graph takes. */
public final class ExtremeSample {
    private static final Set<String> TYPES_WITHOUT_NULL = Set.of("INT64", "INT32", "BOOL", "STRING");

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
        List<TensorSpec> inputs = inputs(onnx, sample);
        List<String> columns = inputs.stream().map(TensorSpec::name).toList();
        Set<String> neverNull = inputs.stream()
                .filter(input -> TYPES_WITHOUT_NULL.contains(input.type()))
                .map(TensorSpec::name)
                .collect(Collectors.toSet());
        rows.addAll(new ExtremeRows(List.copyOf(rows), sample.schema(), ModelNumbers.of(onnx), seed)
                .of(columns, neverNull));
        return sample.sparkSession().createDataFrame(rows, sample.schema());
    }

    // What a column lacks is said by the comparison.
    private static List<TensorSpec> inputs(OnnxModel onnx, Dataset<Row> sample) {
        List<String> names = Arrays.asList(sample.schema().fieldNames());
        try (OnnxScorer scorer = new OnnxScorer(onnx.bytes())) {
            return scorer.inputs().stream()
                    .filter(input -> names.contains(input.name()))
                    .toList();
        }
    }
}
