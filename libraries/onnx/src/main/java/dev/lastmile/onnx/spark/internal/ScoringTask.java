package dev.lastmile.onnx.spark.internal;

import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.InvalidRowException;
import dev.lastmile.onnx.TensorSpec;
import dev.lastmile.onnx.internal.RowStatus;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.util.TaskCompletionListener;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/** Scores one partition, batch after batch: rows in Spark's internal form become the same rows and the outputs. */
public final class ScoringTask extends AbstractFunction1<Iterator<InternalRow>, Iterator<InternalRow>>
        implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final int BLOCK_ROWS = 16;

    private final List<ModelSource> models;
    private final ScoringPlan plan;
    private final DataType[] types;

    /**
     * @param types of the rows' columns
     */
    public ScoringTask(List<ModelSource> models, ScoringPlan plan, List<DataType> types) {
        this.models = models;
        this.plan = plan;
        this.types = types.toArray(DataType[]::new);
    }

    @Override
    public Iterator<InternalRow> apply(Iterator<InternalRow> rows) {
        Scored scored = new Scored(rows);
        TaskContext task = TaskContext.get();
        if (task != null) {
            task.addTaskCompletionListener((TaskCompletionListener) ended -> scored.close());
        }
        return scored;
    }

    /** The scored rows, of which one batch is in memory. The row that it gives is the same object every time. */
    private final class Scored extends AbstractIterator<InternalRow> {
        private final Iterator<InternalRow> rows;
        private final List<LoadedModel> loaded = new ArrayList<>();
        private final Map<String, InputColumn> inputs = new LinkedHashMap<>();
        private final List<OutputColumn> outputs = new ArrayList<>();
        private final RowStore batch = new RowStore(types, plan.batchRows());
        private final InputColumn[] columns;
        private final UnsafeRow[] block = new UnsafeRow[BLOCK_ROWS];
        private final OutputColumn[] statuses;
        private final OutputRow outputRow;
        private final JoinedRow joined = new JoinedRow();
        private final boolean[] skipped = new boolean[plan.batchRows()];
        private final Supplier<String> named = this::named;
        private InternalRow current;
        private int next;
        private boolean closed;

        Scored(Iterator<InternalRow> rows) {
            this.rows = rows;
            models.forEach(source -> loaded.add(new LoadedModel(source.session(), plan.batchRows())));
            plan.inputs()
                    .forEach(
                            input -> inputs.put(input.name(), InputColumn.of(input, input.column(), plan.batchRows())));
            this.columns = inputs.values().toArray(InputColumn[]::new);
            Arrays.setAll(block, i -> new UnsafeRow(types.length));
            Map<String, TensorSpec> specs = new LinkedHashMap<>();
            loaded.forEach(model -> model.outputs().forEach(output -> specs.put(output.name(), output)));
            for (StructField field : plan.outputs()) {
                outputs.add(new OutputColumn(field, specs.get(field.name())));
            }
            this.statuses = loaded.stream().map(Scored::status).toArray(OutputColumn[]::new);
            this.outputRow = new OutputRow(outputs);
        }

        private static OutputColumn status(LoadedModel model) {
            return model.outputs().stream()
                    .filter(output -> output.name().equals(RowStatus.OUTPUT)
                            && output.type().equals("INT64"))
                    .map(output -> new OutputColumn(OutputColumn.field(output, false), output))
                    .findFirst()
                    .orElse(null);
        }

        @Override
        public boolean hasNext() {
            while (true) {
                while (next < batch.count() && skipped[next]) {
                    next++;
                }
                if (next < batch.count()) {
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
            InternalRow scored = joined.apply(batch.row(next), outputRow.at(next));
            next++;
            return scored;
        }

        // A task that ends early may still be read from by another thread.
        private synchronized boolean score() {
            batch.clear();
            next = 0;
            if (closed) {
                return false;
            }
            int written = 0;
            while (batch.count() < plan.batchRows() && rows.hasNext()) {
                skipped[batch.count()] = false;
                batch.add(rows.next());
                if (batch.count() - written == BLOCK_ROWS) {
                    write(written);
                    written = batch.count();
                }
            }
            write(written);
            if (batch.count() == 0) {
                return false;
            }
            for (int i = 0; i < loaded.size(); i++) {
                loaded.get(i).score(inputs, loaded.subList(0, i), batch.count());
                if (statuses[i] != null) {
                    mark(statuses[i], loaded.get(i));
                }
            }
            for (int i = 0; i < outputs.size(); i++) {
                take(outputs.get(i), plan.outputs().get(i).name());
            }
            return true;
        }

        // Column by column, of a few rows at a time: these and where their values go stay in the processor's cache.
        private void write(int from) {
            int count = batch.count() - from;
            batch.point(from, block);
            for (InputColumn input : columns) {
                for (int i = 0; i < count; i++) {
                    current = block[i];
                    input.write(from + i, current, named);
                }
            }
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
            for (int i = 0; i < batch.count(); i++) {
                long code = codes.longAt(i);
                if (code == 0 || skipped[i]) {
                    continue;
                }
                if (!model.status().skips(code)) {
                    current = batch.row(i);
                    throw new InvalidRowException(named() + " cannot be scored: "
                            + model.status().text(code) + ". Correct the row, or leave it out.");
                }
                skipped[i] = true;
            }
        }

        private String named() {
            return plan.names().stream()
                    .map(column -> column.of(current))
                    .collect(Collectors.joining(", ", "Row with ", ""));
        }

        private synchronized void close() {
            closed = true;
            inputs.values().forEach(InputColumn::close);
            loaded.forEach(LoadedModel::close);
        }
    }
}
