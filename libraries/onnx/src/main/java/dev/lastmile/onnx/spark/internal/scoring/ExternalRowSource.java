package dev.lastmile.onnx.spark.internal.scoring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructType;
import scala.Function1;

/** Batches of rows as Spark's public interface has them; only the columns that the plan reads are converted. */
final class ExternalRowSource implements BatchSource {
    private final Iterator<Row> rows;
    private final ScoringPlan plan;
    private final int[] columns;
    private final List<Function1<Object, Object>> converters;
    private final List<Row> batch = new ArrayList<>();
    private final GenericInternalRow current;
    private final Supplier<String> named;

    /**
     * @param schema of the rows
     * @param plan for these rows
     */
    ExternalRowSource(Iterator<Row> rows, StructType schema, ScoringPlan plan) {
        this.rows = rows;
        this.columns = plan.columns();
        this.converters = Arrays.stream(columns)
                .mapToObj(column -> schema.fields()[column].dataType())
                .map(CatalystTypeConverters::createToCatalystConverter)
                .toList();
        int[] places = new int[schema.size()];
        for (int i = 0; i < columns.length; i++) {
            places[columns[i]] = i;
        }
        this.plan = plan.moved(places);
        this.current = new GenericInternalRow(columns.length);
        this.named = () -> this.plan.name(current);
    }

    /** The plan for the columns of {@link #row}, which are fewer. */
    ScoringPlan plan() {
        return plan;
    }

    @Override
    public int read(InputColumn[] inputs) {
        batch.clear();
        while (batch.size() < plan.batchRows() && rows.hasNext()) {
            batch.add(rows.next());
            row(batch.size() - 1);
            for (InputColumn input : inputs) {
                input.write(batch.size() - 1, current, named);
            }
        }
        return batch.size();
    }

    @Override
    public InternalRow row(int number) {
        Row row = batch.get(number);
        for (int i = 0; i < columns.length; i++) {
            current.update(i, converters.get(i).apply(row.get(columns[i])));
        }
        return current;
    }

    /** A row of the batch as it was read. */
    Row external(int number) {
        return batch.get(number);
    }
}
