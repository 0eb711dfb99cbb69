package dev.lastmile.onnx.spark.internal;

import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.onnx.TensorSpec;
import dev.lastmile.onnx.internal.RowStatus;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Which columns of the rows go into the models, and which outputs come out as columns, settled before any job.
 *
 * @param inputs the columns that the models read from the rows, each once
 * @param outputs the outputs that become columns
 * @param schema of the rows with the outputs
 * @param keys the places of the columns that name a row
 * @param batchRows rows a call
 */
public record ScoringPlan(
        List<InputSource> inputs,
        List<String> outputs,
        StructType schema,
        List<Integer> keys,
        boolean arrays,
        int batchRows)
        implements Serializable {
    /** So many numbers a batch stay within a processor's cache, near enough. */
    private static final int BATCH_NUMBERS = 1 << 20;

    private static final int FEWEST_ROWS = 64;

    /**
     * @throws OnnxModelException naming everything that does not fit
     */
    public static ScoringPlan of(
            List<OnnxModel> models, StructType rows, List<String> keys, boolean arrays, int mostRows) {
        List<String> problems = new ArrayList<>();
        Set<InputSource> inputs = new LinkedHashSet<>();
        Map<String, TensorSpec> made = new HashMap<>();
        List<StructField> fields = new ArrayList<>(Arrays.asList(rows.fields()));
        Set<String> taken = new HashSet<>();
        fields.forEach(field -> taken.add(field.name().toLowerCase(Locale.ROOT)));
        List<String> outputs = new ArrayList<>();
        int width = 0;
        for (OnnxModel model : models) {
            OnnxScorer scorer = ScorerCache.scorer(model.digest(), model::bytes);
            for (TensorSpec input : scorer.inputs()) {
                width += Math.max(input.width(), 1);
                if (!made.containsKey(input.name())) {
                    read(input, scorer, rows, inputs, problems);
                } else if (!fits(made.get(input.name()), input)) {
                    problems.add("it takes " + input + ", and the model before it gives " + made.get(input.name()));
                }
            }
            for (TensorSpec output : scorer.outputs()) {
                if (output.name().equals(RowStatus.OUTPUT)) {
                    continue;
                }
                width += Math.max(output.width(), 1);
                made.put(output.name(), output);
                outputs.add(output.name());
                fields.add(OutputColumn.field(output, arrays));
                if (!taken.add(output.name().toLowerCase(Locale.ROOT))) {
                    problems.add("it gives " + output + ", and there is a column " + output.name() + " already");
                }
            }
        }
        List<Integer> keyColumns = new ArrayList<>();
        for (String key : keys) {
            int column = Arrays.asList(rows.fieldNames()).indexOf(key);
            if (column < 0) {
                problems.add("there is no column " + key + ", by which rows are to be named");
            }
            keyColumns.add(column);
        }
        if (!problems.isEmpty()) {
            throw new OnnxModelException("The model cannot score these rows: " + String.join("; ", problems)
                    + ". The rows have " + rows.catalogString() + ". Rename, convert or drop columns.");
        }
        return new ScoringPlan(
                List.copyOf(inputs),
                List.copyOf(outputs),
                new StructType(fields.toArray(StructField[]::new)),
                keyColumns,
                arrays,
                Math.min(mostRows, Math.max(FEWEST_ROWS, BATCH_NUMBERS / width)));
    }

    private static void read(
            TensorSpec input, OnnxScorer scorer, StructType rows, Set<InputSource> inputs, List<String> problems) {
        int column = Arrays.asList(rows.fieldNames()).indexOf(input.name());
        if (column < 0) {
            problems.add("it takes " + input + ", and there is no such column");
            return;
        }
        DataType type = rows.fields()[column].dataType();
        InputSource.refusal(input, type)
                .ifPresentOrElse(problems::add, () -> inputs.add(InputSource.of(input, column, scorer)));
    }

    private static boolean fits(TensorSpec given, TensorSpec taken) {
        return given.type().equals(taken.type())
                && given.isVector() == taken.isVector()
                && (given.width() == taken.width() || given.width() < 0 || taken.width() < 0);
    }
}
