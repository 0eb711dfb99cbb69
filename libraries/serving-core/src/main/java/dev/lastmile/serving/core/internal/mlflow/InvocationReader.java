package dev.lastmile.serving.core.internal.mlflow;

import dev.lastmile.onnx.Batch;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.internal.chain.InputColumn;
import dev.lastmile.serving.core.internal.request.ReadLimits;
import dev.lastmile.serving.core.internal.request.RequestJson;
import dev.lastmile.serving.core.internal.request.RowsReader;
import java.util.List;

/**
 * Reads the body of a request into the columns of a model, as MLflow's scoring server does: columns in any order, unknown
 * ones ignored, integers accepted as numbers.
 *
 * <p>It is stricter where MLflow would score something else than the client intended: a string or a boolean for a number,
 * null or NaN for a required value.
 */
final class InvocationReader {
    private final List<InputColumn> columns;
    private final ReadLimits limits;

    InvocationReader(List<InputColumn> columns, ReadLimits limits) {
        this.columns = columns;
        this.limits = limits;
    }

    /**
     * @param body CSV in UTF-8
     * @return the model's columns in the signature's order; it can have no rows
     * @throws InvalidRequestException naming what is wrong, with its column and row
     */
    Batch readCsv(byte[] body) {
        RowsReader rows = new RowsReader(columns, limits, body.length);
        return rows.batch(new CsvFormat(rows).read(body));
    }

    /**
     * @param body JSON in UTF-8
     * @return the model's columns in the signature's order; it can have no rows
     * @throws InvalidRequestException naming what is wrong, with its column and row
     */
    Batch readJson(byte[] body) {
        RowsReader rows = new RowsReader(columns, limits, body.length);
        int count = RequestJson.read(body, body.length, new JsonFormats(body, rows)::read);
        return rows.batch(count);
    }
}
