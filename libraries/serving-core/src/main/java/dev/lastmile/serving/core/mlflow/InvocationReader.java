package dev.lastmile.serving.core.mlflow;

import dev.lastmile.onnx.Batch;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.chain.InputColumn;
import dev.lastmile.serving.core.request.RequestTable;
import dev.lastmile.serving.core.request.RowReader;
import java.util.List;

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
     * @param body CSV in UTF-8
     * @return the model's columns in the signature's order; it can have no rows
     * @throws InvalidRequestException naming what is wrong, with its column and row
     */
    Batch readCsv(byte[] body) {
        return new RowReader(columns).read(CsvForm.read(body, columns));
    }

    /**
     * @param body JSON in UTF-8
     * @return the model's columns in the signature's order; it can have no rows
     * @throws InvalidRequestException naming what is wrong, with its column and row
     */
    Batch readJson(byte[] body) {
        RequestTable table =
                RequestForms.read(body, columns.size() == 1 ? columns.get(0).name() : "");
        return new RowReader(columns).read(table);
    }
}
