package dev.lastmile.onnx.spark.internal.export;

import dev.lastmile.onnx.RowAction;
import dev.lastmile.onnx.graph.Value;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A check that a stage makes of its rows.
 *
 * @param flags BOOL {@code [N,reasons.size()]}, true where a row is invalid
 * @param made the columns that the stage makes: a check that ends in an error counts only if one of them is needed, as
 *     Spark does not compute others; a check that skips rows always counts
 * @param read the names of the values that the stage takes, all of which Spark computes before it skips a row
 */
record RowCheck(
        RowAction action, String stage, Value flags, List<Reason> reasons, Map<String, Value> made, Set<String> read) {
    /** One column of the check, and the sentence that explains it. */
    record Reason(String column, String text) {}
}
