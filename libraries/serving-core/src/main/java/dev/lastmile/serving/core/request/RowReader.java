package dev.lastmile.serving.core.request;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.chain.InputColumn;
import dev.lastmile.serving.core.chain.InputColumn.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** The columns that a model takes, out of the rows of a request. */
public final class RowReader {
    private final List<InputColumn> columns;

    public RowReader(List<InputColumn> columns) {
        this.columns = columns;
    }

    /**
     * @return the model's columns in the signature's order; it can have no rows
     * @throws InvalidRequestException naming what is wrong, with its column and row
     */
    public Batch read(RequestTable table) {
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
        IntFunction<JsonNode> cells = table.cells(column.name());
        if (column.isVector()) {
            return vectors(cells, rows, column);
        }
        return switch (column.tensor()) {
            case DOUBLE -> {
                double[] values = new double[rows];
                for (int row = 0; row < rows; row++) {
                    values[row] = Values.number(cells.apply(row), column, row);
                }
                yield new Column.Doubles(values);
            }
            case FLOAT -> {
                float[] values = new float[rows];
                for (int row = 0; row < rows; row++) {
                    values[row] = (float) Values.number(cells.apply(row), column, row);
                }
                yield new Column.Floats(values);
            }
            case INT64 -> {
                long[] values = new long[rows];
                for (int row = 0; row < rows; row++) {
                    values[row] = Values.integer(cells.apply(row), column, row);
                }
                yield new Column.Longs(values);
            }
            case STRING -> {
                String[] values = new String[rows];
                for (int row = 0; row < rows; row++) {
                    values[row] = Values.string(cells.apply(row), column, row);
                }
                yield new Column.Strings(values);
            }
        };
    }

    private static Column vectors(IntFunction<JsonNode> cells, int rows, InputColumn column) {
        int width = column.width();
        double[] flat = new double[rows * width];
        for (int row = 0; row < rows; row++) {
            Values.vector(cells.apply(row), column, row, flat);
        }
        if (column.tensor() == Tensor.DOUBLE) {
            return new Column.DoubleVectors(flat, width);
        }
        float[] floats = new float[flat.length];
        for (int i = 0; i < flat.length; i++) {
            floats[i] = (float) flat[i];
        }
        return new Column.FloatVectors(floats, width);
    }
}
