package dev.lastmile.onnx.spark.internal.scoring;

import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.InvalidRowException;
import dev.lastmile.onnx.RowStatus;
import dev.lastmile.onnx.TensorSpec;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.util.TaskCompletionListener;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/**
 * Scores one partition, batch after batch: rows in Spark's internal form become the same rows and the outputs.
 *
 * @param <T> what the partition has: rows, or batches of columns
 */
public final class ScoringTask<T> extends AbstractFunction1<Iterator<T>, Iterator<InternalRow>>
        implements Serializable {
    private static final long serialVersionUID = 1L;

    private final List<ModelSource> models;
    private final ScoringPlan plan;
    private final Sources<T> sources;

    private ScoringTask(List<ModelSource> models, ScoringPlan plan, Sources<T> sources) {
        this.models = models;
        this.plan = plan;
        this.sources = sources;
    }

    /** How a partition becomes batches. */
    @FunctionalInterface
    private interface Sources<T> extends Serializable {
        BatchSource of(Iterator<T> partition, Function<InternalRow, String> names);
    }

    /**
     * @param types of the rows' columns
     */
    public static ScoringTask<InternalRow> ofRows(List<ModelSource> models, ScoringPlan plan, List<DataType> types) {
        DataType[] columns = types.toArray(DataType[]::new);
        int batchRows = plan.batchRows();
        return new ScoringTask<>(models, plan, (rows, names) -> new RowSource(rows, columns, batchRows, names));
    }

    public static ScoringTask<ColumnarBatch> ofColumns(List<ModelSource> models, ScoringPlan plan) {
        int batchRows = plan.batchRows();
        return new ScoringTask<>(models, plan, (batches, names) -> new ColumnSource(batches, batchRows, names));
    }

    @Override
    public Iterator<InternalRow> apply(Iterator<T> partition) {
        Scored scored = new Scored(sources.of(partition, this::named));
        TaskContext task = TaskContext.get();
        if (task != null) {
            task.addTaskCompletionListener((TaskCompletionListener) ended -> scored.close());
        }
        return scored;
    }

    private String named(InternalRow row) {
        return plan.names().stream().map(column -> column.of(row)).collect(Collectors.joining(", ", "Row with ", ""));
    }

    private static OutputColumn status(LoadedModel model) {
        return model.outputs().stream()
                .filter(output -> output.name().equals(RowStatus.OUTPUT) && output.type() == ElementType.INT64)
                .map(output -> new OutputColumn(OutputColumn.field(output, false), output))
                .findFirst()
                .orElse(null);
    }

    /** The scored rows, of which one batch is in memory. The row that it gives is the same object every time. */
    private final class Scored extends AbstractIterator<InternalRow> {
        private final BatchSource source;
        private final List<LoadedModel> loaded = new ArrayList<>();
        private final Map<String, InputColumn> inputs = new LinkedHashMap<>();
        private final List<OutputColumn> outputs = new ArrayList<>();
        private final InputColumn[] columns;
        private final OutputColumn[] statuses;
        private final OutputRow outputRow;
        private final JoinedRow joined = new JoinedRow();
        private final boolean[] skipped = new boolean[plan.batchRows()];
        private int count;
        private int next;
        private boolean closed;

        Scored(BatchSource source) {
            this.source = source;
            load();
            plan.inputs()
                    .forEach(
                            input -> inputs.put(input.name(), InputColumn.of(input, input.column(), plan.batchRows())));
            this.columns = inputs.values().toArray(InputColumn[]::new);
            Map<String, TensorSpec> specs = new LinkedHashMap<>();
            loaded.forEach(model -> model.outputs().forEach(output -> specs.put(output.name(), output)));
            for (StructField field : plan.outputs()) {
                outputs.add(new OutputColumn(field, specs.get(field.name())));
            }
            this.statuses = loaded.stream().map(ScoringTask::status).toArray(OutputColumn[]::new);
            this.outputRow = new OutputRow(outputs);
        }

        private void load() {
            try {
                models.forEach(model -> loaded.add(new LoadedModel(model.lease(), plan.batchRows())));
            } catch (RuntimeException e) {
                loaded.forEach(LoadedModel::close);
                throw e;
            }
        }

        @Override
        public boolean hasNext() {
            while (true) {
                while (next < count && skipped[next]) {
                    next++;
                }
                if (next < count) {
                    return true;
                } else if (!score()) {
                    return false;
                }
            }
        }

        @Override
        public InternalRow next() {
            if (!hasNext()) {
                throw new NoSuchElementException("the partition has no more rows");
            }
            InternalRow scored = joined.apply(source.row(next), outputRow.at(next));
            next++;
            return scored;
        }

        // A task that ends early may still be read from by another thread.
        private synchronized boolean score() {
            count = 0;
            next = 0;
            if (closed) {
                return false;
            }
            count = source.read(columns);
            if (count == 0) {
                return false;
            }
            Arrays.fill(skipped, 0, count, false);
            for (int i = 0; i < loaded.size(); i++) {
                loaded.get(i).score(inputs, loaded.subList(0, i), count);
                if (statuses[i] != null) {
                    mark(statuses[i], loaded.get(i));
                }
            }
            for (int i = 0; i < outputs.size(); i++) {
                take(outputs.get(i), plan.outputs().get(i).name());
            }
            return true;
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
                if (code == 0 || skipped[i]) {
                    continue;
                }
                if (!model.status().skips(code)) {
                    throw new InvalidRowException(named(source.row(i)) + " cannot be scored: "
                            + model.status().text(code) + ". Correct the row, or leave it out.");
                }
                skipped[i] = true;
            }
        }

        private synchronized void close() {
            closed = true;
            inputs.values().forEach(InputColumn::close);
            loaded.forEach(LoadedModel::close);
        }
    }
}
