package dev.lastmile.onnx.random;

import static dev.lastmile.onnx.random.StageSpec.with;

import dev.lastmile.onnx.random.Flow.Column;
import dev.lastmile.onnx.spark.DateParts;
import java.util.List;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.types.DataTypes;

/** Stages that read dates and timestamps. */
final class DateStages {
    private DateStages() {}

    static List<StageSpec> all() {
        return List.of(new StageSpec("DateParts", DateStages::parts));
    }

    private static PipelineStage parts(Flow flow, Choices p) {
        Column column = flow.one(any -> any.isType(DataTypes.DateType) || any.isType(DataTypes.TimestampType));
        String part = p.of("parts", "year", "quarter", "month", "day", "day_of_week", "is_weekend", "epoch_seconds");
        String[] parts = column.isType(DataTypes.DateType) ? new String[] {part} : new String[] {part, "hour"};
        return with(
                new DateParts(),
                "inputCol",
                column.name(),
                "parts",
                parts,
                "outputCols",
                NumberStages.outputs(flow, "part", parts.length),
                "epoch",
                p.of("epoch", "1970-01-01T00:00:00Z", "2024-01-01T00:00:00+01:00"));
    }
}
