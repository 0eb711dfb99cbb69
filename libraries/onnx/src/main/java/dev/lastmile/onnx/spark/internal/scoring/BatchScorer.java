package dev.lastmile.onnx.spark.internal.scoring;

import dev.lastmile.contract.DataContract;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.InvalidRowException;
import dev.lastmile.onnx.RowStatus;
import dev.lastmile.onnx.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Scores the batches of one partition, of which one is in memory. The end of the Spark task, if there is one, frees its
 * native memory.
 */
final class BatchScorer {
    private final ScoringPlan plan;
    private final BatchSource source;
    private final List<LoadedModel> loaded = new ArrayList<>();
    private final Map<String, InputColumn> inputs = new LinkedHashMap<>();
    private final List<OutputColumn> outputs = new ArrayList<>();
    private final InputColumn[] columns;
    private final OutputColumn[] statuses;
    private final boolean[] skipped;
    private final Rejections rejections;
    private final List<OutputColumn> finite;
    private int skippedRows;
    private int count;
    private boolean closed;

    BatchScorer(List<ModelSource> models, ScoringPlan plan, BatchSource source) {
        this.plan = plan;
        this.source = source;
        this.skipped = new boolean[plan.batchRows()];
        RowPolicy policy = plan.policy();
        this.rejections = new Rejections(policy.hasRejections(), plan.batchRows());
        DataContract contract =
                policy.contract().isEmpty() ? null : DataContract.parse("of the model", policy.contract());
        load(models);
        plan.inputs()
                .forEach(input -> inputs.put(
                        input.name(),
                        CheckedInput.of(
                                InputColumn.of(input, input.column(), plan.batchRows()), input, contract, rejections)));
        this.columns = inputs.values().toArray(InputColumn[]::new);
        Map<String, TensorSpec> specs = new LinkedHashMap<>();
        loaded.forEach(model -> model.outputs().forEach(output -> specs.put(output.name(), output)));
        for (StructField field : plan.outputs()) {
            TensorSpec output = specs.get(field.name());
            outputs.add(output == null ? new OutputColumn(field) : new OutputColumn(field, output));
        }
        Set<String> last =
                names(policy.finite().isEmpty() ? List.of() : loaded.subList(loaded.size() - 1, loaded.size()));
        this.finite =
                outputs.stream().filter(output -> last.contains(output.name())).toList();
        this.statuses = loaded.stream().map(BatchScorer::status).toArray(OutputColumn[]::new);
        TaskContext task = TaskContext.get();
        if (task != null) {
            task.addTaskCompletionListener((TaskCompletionListener) ended -> close());
        }
    }

    private void load(List<ModelSource> models) {
        try {
            models.forEach(model -> loaded.add(new LoadedModel(model.lease(), plan.batchRows())));
        } catch (RuntimeException e) {
            loaded.forEach(LoadedModel::close);
            throw e;
        }
    }

    private static OutputColumn status(LoadedModel model) {
        return model.outputs().stream()
                .filter(output -> output.name().equals(RowStatus.OUTPUT) && output.type() == ElementType.INT64)
                .map(output -> new OutputColumn(OutputColumn.field(output, false), output))
                .findFirst()
                .orElse(null);
    }

    /**
     * Scores the next batch. A task that ends early may still be read from by another thread.
     *
     * @return its number of rows, including those to be skipped; 0 if there are no more
     * @throws InvalidRowException naming a row that cannot be scored
     */
    synchronized int score() {
        count = 0;
        if (closed) {
            return 0;
        }
        rejections.clear();
        count = source.read(columns);
        if (count == 0) {
            return 0;
        }
        Arrays.fill(skipped, 0, count, false);
        skippedRows = 0;
        for (int i = 0; i < loaded.size(); i++) {
            loaded.get(i).score(inputs, loaded.subList(0, i), count);
            if (statuses[i] != null) {
                mark(statuses[i], loaded.get(i));
            }
        }
        for (int i = 0; i < outputs.size(); i++) {
            take(outputs.get(i), plan.outputs().get(i).name());
        }
        requireFinite();
        if (rejections.areKept()) {
            outputs.get(outputs.size() - 1).take(rejections.column());
        }
        return count;
    }

    /** The outputs of the batch, in the order of the plan; the same objects for every batch. */
    List<OutputColumn> outputs() {
        return outputs;
    }

    /** Whether a row of the batch, counted from 0, is left out of the result. */
    boolean isSkipped(int row) {
        return skipped[row];
    }

    /** The number of rows of the batch that are left out of the result. */
    int skippedRows() {
        return skippedRows;
    }

    private void take(OutputColumn output, String name) {
        for (LoadedModel model : loaded) {
            TensorMemory memory = model.memory(name);
            Column copy = model.copy(name);
            if (memory != null) {
                output.take(memory);
            } else if (copy != null) {
                output.take(copy);
            }
        }
    }

    private void mark(OutputColumn codes, LoadedModel model) {
        if (model.memory(RowStatus.OUTPUT) != null) {
            codes.take(model.memory(RowStatus.OUTPUT));
        } else {
            codes.take(model.copy(RowStatus.OUTPUT));
        }
        for (int i = 0; i < count; i++) {
            long code = codes.longAt(i);
            if (code == 0 || skipped[i] || rejections.isRejected(i)) {
                continue;
            }
            if (rejections.areKept() || !model.status().skips(code)) {
                rejections.add(i, invalid(i, model.status().text(code)));
                continue;
            }
            skipped[i] = true;
            skippedRows++;
        }
    }

    private void requireFinite() {
        for (OutputColumn output : finite) {
            for (int i = 0; i < count; i++) {
                double value = output.notFiniteAt(i);
                if (value != 0 && !skipped[i] && !rejections.isRejected(i)) {
                    rejections.add(
                            i,
                            invalid(
                                    i,
                                    "output " + output.name() + " of "
                                            + plan.policy().finite() + " is " + value));
                }
            }
        }
    }

    private InvalidRowException invalid(int row, String reason) {
        return new InvalidRowException(
                plan.name(source.row(row)) + " cannot be scored: " + reason + ". Correct the row, or leave it out.");
    }

    private static Set<String> names(List<LoadedModel> models) {
        return models.stream()
                .flatMap(model -> model.outputs().stream())
                .map(TensorSpec::name)
                .collect(Collectors.toSet());
    }

    private synchronized void close() {
        closed = true;
        inputs.values().forEach(InputColumn::close);
        loaded.forEach(LoadedModel::close);
    }
}
