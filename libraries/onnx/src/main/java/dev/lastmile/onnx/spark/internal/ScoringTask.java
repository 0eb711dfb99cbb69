package dev.lastmile.onnx.spark.internal;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.onnx.internal.RowStatus;
import dev.lastmile.onnx.spark.InvalidRowException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.StringJoiner;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Scores one partition, batch after batch. */
public final class ScoringTask implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST_VALUE = 40;

    private final List<ModelSource> models;
    private final ScoringPlan plan;

    public ScoringTask(List<ModelSource> models, ScoringPlan plan) {
        this.models = models;
        this.plan = plan;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        List<Model> loaded = new ArrayList<>();
        for (ModelSource source : models) {
            OnnxScorer scorer = source.scorer();
            loaded.add(new Model(scorer, RowStatus.of(scorer.metadata())));
        }
        return new Scored(rows, loaded);
    }

    private record Model(OnnxScorer scorer, RowStatus status) {}

    /** The scored rows, of which one batch is in memory. */
    private final class Scored implements Iterator<Row> {
        private final Iterator<Row> rows;
        private final List<Model> loaded;
        private Iterator<Row> ready = Collections.emptyIterator();

        Scored(Iterator<Row> rows, List<Model> loaded) {
            this.rows = rows;
            this.loaded = loaded;
        }

        @Override
        public boolean hasNext() {
            while (!ready.hasNext() && rows.hasNext()) {
                ready = score(take(), loaded).iterator();
            }
            return ready.hasNext();
        }

        @Override
        public Row next() {
            if (!hasNext()) {
                throw new NoSuchElementException("the partition has no more rows");
            }
            return ready.next();
        }

        private List<Row> take() {
            List<Row> batch = new ArrayList<>();
            while (rows.hasNext() && batch.size() < plan.batchRows()) {
                batch.add(rows.next());
            }
            return batch;
        }
    }

    private List<Row> score(List<Row> batch, List<Model> loaded) {
        Map<String, Column> columns = new LinkedHashMap<>();
        plan.inputs().forEach(input -> columns.put(input.name(), RowColumns.read(input, batch, this::named)));
        boolean[] skipped = new boolean[batch.size()];
        for (Model model : loaded) {
            Map<String, Column> taken = new LinkedHashMap<>();
            model.scorer().inputs().forEach(input -> taken.put(input.name(), columns.get(input.name())));
            Batch scored = model.scorer().score(Batch.of(taken));
            mark(skipped, batch, scored, model.status());
            columns.putAll(scored.columns());
        }
        List<Column> outputs = plan.outputs().stream().map(columns::get).toList();
        List<Row> results = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            if (!skipped[i]) {
                results.add(extended(batch.get(i), outputs, i));
            }
        }
        return results;
    }

    private void mark(boolean[] skipped, List<Row> batch, Batch scored, RowStatus status) {
        if (!(scored.column(RowStatus.OUTPUT) instanceof Column.Longs codes)) {
            return;
        }
        for (int i = 0; i < skipped.length; i++) {
            long code = codes.values()[i];
            if (code == 0 || skipped[i]) {
                continue;
            }
            if (!status.skips(code)) {
                throw new InvalidRowException(named(batch.get(i)) + " cannot be scored: " + status.text(code)
                        + ". Correct the row, or leave it out.");
            }
            skipped[i] = true;
        }
    }

    private Row extended(Row row, List<Column> outputs, int index) {
        Object[] values = new Object[row.size() + outputs.size()];
        for (int i = 0; i < row.size(); i++) {
            values[i] = row.get(i);
        }
        for (int i = 0; i < outputs.size(); i++) {
            values[row.size() + i] = OutputColumn.value(outputs.get(i), index, plan.arrays());
        }
        return RowFactory.create(values);
    }

    private String named(Row row) {
        List<Integer> columns = plan.keys().isEmpty()
                ? plan.inputs().stream().map(InputSource::column).toList()
                : plan.keys();
        StringJoiner names = new StringJoiner(", ", "Row with ", "");
        for (int column : columns) {
            String value = String.valueOf(row.get(column));
            names.add(plan.schema().fieldNames()[column] + " "
                    + (value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE) + "…"));
        }
        return names.toString();
    }
}
