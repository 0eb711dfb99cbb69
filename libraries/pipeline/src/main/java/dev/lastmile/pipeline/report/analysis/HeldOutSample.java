package dev.lastmile.pipeline.report.analysis;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.onnx.TensorSpec;
import dev.lastmile.onnx.spark.SparkGoldenRows;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.metrics.ScoredRows;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.NumericType;

/**
 * Held-out raw rows in memory, at most {@link #MOST_ROWS}, with the columns that the features take and nothing else. The
 * arrays are not copied.
 *
 * @param raw the features' inputs
 * @param labels the true labels as text; of a regression the numbers as text
 * @param weights of each row
 */
public record HeldOutSample(Batch raw, String[] labels, double[] weights) {
    /** The most rows of a sample. */
    public static final int MOST_ROWS = 2000;

    private static final String LABEL = "__lastmile_label";
    private static final String WEIGHT = "__lastmile_weight";

    /**
     * Collects a sample that a rerun on the same rows collects again.
     *
     * @param heldOut raw rows with a label
     * @param label its column
     * @param how the rows are weighted
     * @throws StepException if there is no row
     */
    public static HeldOutSample of(Dataset<Row> heldOut, String label, ScoredRows how, OnnxModel features) {
        List<Column> columns = new ArrayList<>();
        try (OnnxScorer scorer = new OnnxScorer(features.bytes())) {
            scorer.inputs().stream()
                    .map(TensorSpec::name)
                    .map(HeldOutSample::named)
                    .forEach(columns::add);
        }
        boolean number = heldOut.schema().apply(label).dataType() instanceof NumericType;
        columns.add((number ? named(label) : named(label).cast("string")).alias(LABEL));
        columns.add(how.weight()
                .map(weight -> named(weight).cast("double"))
                .orElse(lit(1.0))
                .alias(WEIGHT));
        Dataset<Row> identified = ScoredRows.identified(heldOut);
        List<Row> rows = ScoredRows.sample(identified, columns, MOST_ROWS);
        if (rows.isEmpty()) {
            throw new StepException("There is no held-out row to look at the model on. Check the split of the data.");
        }
        return new HeldOutSample(
                SparkGoldenRows.of(features, rows.get(0).schema(), rows).inputs(),
                rows.stream()
                        .map(row -> String.valueOf((Object) row.getAs(LABEL)))
                        .toArray(String[]::new),
                rows.stream().mapToDouble(row -> row.<Double>getAs(WEIGHT)).toArray());
    }

    /** Number of rows. */
    public int rows() {
        return labels.length;
    }

    private static Column named(String column) {
        return col("`" + column.replace("`", "``") + "`");
    }
}
