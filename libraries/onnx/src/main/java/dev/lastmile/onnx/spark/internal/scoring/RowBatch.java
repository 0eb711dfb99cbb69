package dev.lastmile.onnx.spark.internal.scoring;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.InvalidRowException;
import dev.lastmile.onnx.LogicalType;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.onnx.TensorSpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import scala.Function1;

/** A few rows of Spark as one batch of a model's inputs. */
public final class RowBatch {
    private RowBatch() {}

    /**
     * @param what the rows are, for messages
     * @throws OnnxModelException naming the column that is missing or of a type that the model does not take
     * @throws InvalidRowException naming a row, counted from 0, with a value that the model cannot take
     */
    public static Batch of(OnnxScorer scorer, StructType schema, List<Row> rows, String what) {
        Map<String, Column> columns = new LinkedHashMap<>();
        Function1<Object, Object> converter = CatalystTypeConverters.createToCatalystConverter(schema);
        List<InternalRow> internal =
                rows.stream().map(row -> (InternalRow) converter.apply(row)).toList();
        Map<String, LogicalType> logical = LogicalType.ofInputs(scorer.metadata());
        for (TensorSpec input : scorer.inputs()) {
            int column = Arrays.asList(schema.fieldNames()).indexOf(input.name());
            Optional<String> rejection = column < 0
                    ? Optional.of("it takes " + input + ", and there is no such column")
                    : InputSource.rejection(input, logical, schema.fields()[column].dataType());
            rejection.ifPresent(problem -> {
                throw new OnnxModelException("The model cannot score the " + what + ": " + problem
                        + ". Give rows with the columns that the pipeline was fitted on.");
            });
            InputSource source =
                    InputSource.of(input, column, schema.fields()[column].dataType(), scorer.takesNullStrings());
            columns.put(input.name(), read(source, internal, row -> "Row " + row));
        }
        return Batch.of(columns);
    }

    /**
     * One input's values.
     *
     * @param rows in Spark's internal form
     * @param named how a message calls the row of a number
     * @throws InvalidRowException naming a row and a column whose value the input cannot take
     */
    private static Column read(InputSource input, List<InternalRow> rows, IntFunction<String> named) {
        try (InputColumn column = InputColumn.of(input, input.column(), Math.max(rows.size(), 1))) {
            for (int i = 0; i < rows.size(); i++) {
                int number = i;
                column.write(i, rows.get(i), () -> named.apply(number));
            }
            return column.values(rows.size());
        }
    }
}
