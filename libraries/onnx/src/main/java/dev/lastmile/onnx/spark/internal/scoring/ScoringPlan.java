package dev.lastmile.onnx.spark.internal.scoring;

import dev.lastmile.onnx.LogicalType;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.RowStatus;
import dev.lastmile.onnx.TensorSpec;
import dev.lastmile.onnx.internal.ModelSession;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Which columns of the rows go into the models, and which outputs come out as columns, settled before any job.
 *
 * @param inputs the columns that the models read from the rows, each once
 * @param outputs the outputs that become columns, as Spark has them
 * @param names the columns that name a row in messages
 * @param arrays whether vectors become arrays
 * @param batchRows rows a call
 * @param policy which rows are scored; its column of rejections is the last of the outputs
 */
public record ScoringPlan(
        List<InputSource> inputs,
        List<StructField> outputs,
        List<RowKey> names,
        boolean arrays,
        int batchRows,
        RowPolicy policy)
        implements Serializable {
    /** So many numbers a batch, 2 MB of them, stay within a processor's cache, near enough. */
    private static final int BATCH_NUMBERS = 1 << 18;

    private static final int FEWEST_ROWS = 64;

    /**
     * @throws OnnxModelException naming everything that does not fit
     */
    public static ScoringPlan of(
            List<OnnxModel> models,
            StructType rows,
            List<String> keys,
            boolean arrays,
            int mostRows,
            RowPolicy policy) {
        List<String> problems = new ArrayList<>();
        Set<InputSource> inputs = new LinkedHashSet<>();
        Map<String, TensorSpec> made = new HashMap<>();
        Set<String> taken = new HashSet<>();
        for (String name : rows.fieldNames()) {
            taken.add(name.toLowerCase(Locale.ROOT));
        }
        List<StructField> outputs = new ArrayList<>();
        int width = 0;
        for (OnnxModel model : models) {
            try (ScorerCache.Lease lease = ScorerCache.lease(model.digest(), model::bytes)) {
                ModelSession scorer = lease.session();
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
                    outputs.add(OutputColumn.field(output, arrays));
                    if (!taken.add(output.name().toLowerCase(Locale.ROOT))) {
                        problems.add("it gives " + output + ", and there is a column " + output.name() + " already");
                    }
                }
            }
        }
        if (policy.hasRejections()) {
            outputs.add(new StructField(policy.rejections(), DataTypes.StringType, false, Metadata.empty()));
            if (!taken.add(policy.rejections().toLowerCase(Locale.ROOT))) {
                problems.add("rejections are to be in " + policy.rejections() + ", and there is such a column already");
            }
        }
        List<RowKey> names = names(rows, keys, inputs, problems);
        if (!problems.isEmpty()) {
            throw new OnnxModelException("The model cannot score these rows: " + String.join("; ", problems)
                    + ". The rows have " + rows.catalogString() + ". Rename, convert or drop columns.");
        }
        return new ScoringPlan(
                List.copyOf(inputs),
                List.copyOf(outputs),
                List.copyOf(names),
                arrays,
                Math.min(mostRows, Math.max(FEWEST_ROWS, BATCH_NUMBERS / width)),
                policy);
    }

    private static List<RowKey> names(
            StructType rows, List<String> keys, Set<InputSource> inputs, List<String> problems) {
        List<RowKey> names = new ArrayList<>();
        for (String key : keys) {
            int column = Arrays.asList(rows.fieldNames()).indexOf(key);
            if (column < 0) {
                problems.add("there is no column " + key + ", by which rows are to be named");
            } else {
                names.add(new RowKey(key, column, rows.fields()[column].dataType()));
            }
        }
        if (keys.isEmpty()) {
            inputs.forEach(input -> names.add(new RowKey(input.name(), input.column(), input.dataType())));
        }
        return names;
    }

    private static void read(
            TensorSpec input, ModelSession scorer, StructType rows, Set<InputSource> inputs, List<String> problems) {
        int column = Arrays.asList(rows.fieldNames()).indexOf(input.name());
        if (column < 0) {
            problems.add("it takes " + input + ", and there is no such column");
            return;
        }
        DataType type = rows.fields()[column].dataType();
        InputSource.rejection(input, LogicalType.ofInputs(scorer.metadata()), type)
                .ifPresentOrElse(
                        problems::add,
                        () -> inputs.add(InputSource.of(input, column, type, scorer.takesNullStrings())));
    }

    private static boolean fits(TensorSpec given, TensorSpec taken) {
        return given.type().equals(taken.type())
                && given.isVector() == taken.isVector()
                && (given.width() == taken.width() || given.width() < 0 || taken.width() < 0);
    }

    /** The plan for rows whose columns are in other places: column {@code i} of these is now {@code places[i]}. */
    public ScoringPlan moved(int[] places) {
        return new ScoringPlan(
                inputs.stream().map(input -> input.at(places[input.column()])).toList(),
                outputs,
                names.stream()
                        .map(name -> new RowKey(name.name(), places[name.column()], name.dataType()))
                        .toList(),
                arrays,
                batchRows,
                policy);
    }

    /** How a message names a row: its columns {@link #names}, with their values. */
    String name(InternalRow row) {
        return names.stream().map(column -> column.of(row)).collect(Collectors.joining(", ", "Row with ", ""));
    }

    /** The places of all columns that are looked at, each once. */
    public int[] columns() {
        return IntStream.concat(
                        inputs.stream().mapToInt(InputSource::column),
                        names.stream().mapToInt(RowKey::column))
                .distinct()
                .toArray();
    }

    @Override
    public String toString() {
        return inputs.stream().map(InputSource::name).toList() + ", " + batchRows + " rows a batch";
    }
}
