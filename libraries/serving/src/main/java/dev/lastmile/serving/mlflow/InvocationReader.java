package dev.lastmile.serving.mlflow;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.serving.InputColumn;
import dev.lastmile.serving.InvalidRequestException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the body of a request into the columns that a model takes, as MLflow's scoring server does: in any order, with
 * columns that the model does not know left out, and whole numbers taken where numbers are.
 *
 * <p>It is stricter where MLflow scores what the client did not mean: a string or a boolean for a number, null or NaN
 * for a required value.
 */
final class InvocationReader {
    private final List<InputColumn> columns;

    InvocationReader(List<InputColumn> columns) {
        this.columns = columns;
    }

    /**
     * @param body JSON in UTF-8
     * @return the model's columns in the signature's order; it can have no rows
     * @throws InvalidRequestException naming what is wrong, with its column and row
     */
    Batch read(byte[] body) {
        RequestTable table =
                RequestForms.read(body, columns.size() == 1 ? columns.get(0).name() : "");
        requireColumns(table);
        Map<String, Column> values = new LinkedHashMap<>();
        for (InputColumn column : columns) {
            values.put(column.name(), read(table, column));
        }
        return Batch.of(values);
    }

    private void requireColumns(RequestTable table) {
        List<String> missing = columns.stream()
                .filter(InputColumn::required)
                .map(InputColumn::name)
                .filter(name -> !table.columns().contains(name))
                .toList();
        if (!missing.isEmpty()) {
            throw InvalidRequestException.unfit(
                    "The request lacks the columns " + missing + " that the model needs; it has " + table.columns()
                            + ". Send every column of the model's signature by its name.");
        }
    }

    private static Column read(RequestTable table, InputColumn column) {
        int rows = table.rows();
        return switch (column.tensor()) {
            case DOUBLE -> {
                double[] values = new double[rows];
                for (int row = 0; row < rows; row++) {
                    values[row] = Values.number(table.cell(row, column.name()), column, row);
                }
                yield new Column.Doubles(values);
            }
            case FLOAT -> {
                float[] values = new float[rows];
                for (int row = 0; row < rows; row++) {
                    values[row] = (float) Values.number(table.cell(row, column.name()), column, row);
                }
                yield new Column.Floats(values);
            }
            case INT64 -> {
                long[] values = new long[rows];
                for (int row = 0; row < rows; row++) {
                    values[row] = Values.integer(table.cell(row, column.name()), column, row);
                }
                yield new Column.Longs(values);
            }
            case STRING -> {
                String[] values = new String[rows];
                for (int row = 0; row < rows; row++) {
                    values[row] = Values.string(table.cell(row, column.name()), column, row);
                }
                yield new Column.Strings(values);
            }
        };
    }
}
