package dev.lastmile.onnx.spark;

import dev.lastmile.onnx.GoldenRows;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.onnx.spark.internal.scoring.RowBatch;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Golden rows from rows of Spark. */
public final class SparkGoldenRows {
    private SparkGoldenRows() {}

    /**
     * What a model says of rows here.
     *
     * @param schema of the rows
     * @throws OnnxModelException naming a column that is missing or of another type, or a value that the model does not
     *     take
     */
    public static GoldenRows of(OnnxModel model, StructType schema, List<Row> rows) {
        try (OnnxScorer scorer = new OnnxScorer(model.bytes())) {
            return GoldenRows.of(scorer, RowBatch.of(scorer, schema, rows, "golden rows"));
        }
    }
}
