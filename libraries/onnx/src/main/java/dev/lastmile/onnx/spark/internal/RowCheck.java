package dev.lastmile.onnx.spark.internal;

import dev.lastmile.onnx.graph.RowAction;
import dev.lastmile.onnx.graph.Value;
import java.util.List;
import java.util.Map;

/**
 * A check that a stage makes of its rows.
 *
 * @param flags BOOL {@code [N,reasons.size()]}, true where a row is invalid
 * @param made the columns that the stage makes: a check that ends in an error counts only if one of them is needed, as
 *     Spark does not compute others; a check that skips rows always counts
 */
record RowCheck(RowAction action, String stage, Value flags, List<Reason> reasons, Map<String, Value> made) {
    /** One column of the check, and the sentence that explains it. */
    record Reason(String column, String text) {}
}
