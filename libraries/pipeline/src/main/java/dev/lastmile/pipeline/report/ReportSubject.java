package dev.lastmile.pipeline.report;

import dev.lastmile.contract.DataContract;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.pipeline.evaluation.Evaluation;
import dev.lastmile.pipeline.metrics.Metric;
import dev.lastmile.pipeline.metrics.ScoredRows;
import dev.lastmile.pipeline.registry.Promotion;
import dev.lastmile.tracking.ModelVersion;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A model that a report is about, and what it was judged on.
 *
 * @param version as registered
 * @param onnx its graph
 * @param features the version that it was trained on
 * @param evaluation on the held-out rows
 * @param primary the metric that the gate compares
 * @param rows how the held-out rows are judged
 * @param heldOut the raw rows that the gate has judged it on
 * @param contract of the raw rows
 * @param snapshots that it was trained and judged on
 * @param limits further limits of what the model was tested on, as sentences
 * @param decision of the gate
 */
public record ReportSubject(
        ModelVersion version,
        OnnxModel onnx,
        ModelVersion features,
        Evaluation evaluation,
        Metric primary,
        ScoredRows rows,
        Dataset<Row> heldOut,
        String label,
        DataContract contract,
        List<Snapshot> snapshots,
        List<String> limits,
        Promotion decision) {
    public ReportSubject {
        snapshots = List.copyOf(snapshots);
        limits = List.copyOf(limits);
    }
}
