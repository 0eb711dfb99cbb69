package dev.lastmile.serving.core.internal.predict;

import dev.lastmile.serving.core.RequestRejectedException;
import dev.lastmile.serving.core.internal.json.JsonWriter;
import dev.lastmile.serving.core.internal.json.RowJsonWriter;
import dev.lastmile.serving.core.internal.prediction.Prediction;
import dev.lastmile.serving.core.internal.prediction.PredictionLog.Caller;
import dev.lastmile.serving.core.internal.prediction.Predictor;
import dev.lastmile.serving.core.internal.prediction.ScoringCall;
import dev.lastmile.serving.core.internal.prediction.ScoringRequest;
import dev.lastmile.serving.core.internal.protocol.ErrorJson;
import dev.lastmile.serving.core.internal.protocol.ScoringProtocol;
import dev.lastmile.serving.core.internal.protocol.ScoringResponse;
import dev.lastmile.serving.core.internal.request.RequestJson;
import dev.lastmile.serving.core.internal.request.RowsReader;
import java.util.Locale;

/**
 * The protocol of {@code POST /predict}: one row of named fields, or a list of rows. Unlike MLflow's, it rejects unknown
 * fields, which are most often misspelt ones.
 */
public final class PredictProtocol implements ScoringProtocol {
    private final Predictor predictor;

    /** A protocol that scores with a predictor. */
    public PredictProtocol(Predictor predictor) {
        this.predictor = predictor;
    }

    @Override
    public void requireReadable(String contentType) {
        String type =
                contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!type.equals("application/json")) {
            throw RequestRejectedException.unsupportedType(
                    (contentType == null ? "The request has no content type." : "The request is " + contentType + ".")
                            + " Send it as application/json.");
        }
    }

    /** An object for an object, a list for a list. */
    @Override
    public ScoringResponse score(ScoringRequest request) {
        byte[] body = request.body();
        try (ScoringCall call = predictor.begin(request)) {
            RowsReader rows = new RowsReader(call.inputs(), call.limits(), body.length);
            PredictRows reader = new PredictRows(rows, call.inputs());
            int count = RequestJson.read(body, body.length, reader::read);
            Prediction prediction = call.score(rows.batch(count), new Caller(request.requestId(), request.client()));
            return ScoringResponse.json(prediction, write(prediction, reader.isList()));
        }
    }

    @Override
    public byte[] error(RequestRejectedException e) {
        return ErrorJson.mlflow(e.code(), e.getMessage());
    }

    private static byte[] write(Prediction prediction, boolean list) {
        JsonWriter json = JsonWriter.begin();
        if (list) {
            json.beginArray();
        }
        int rows = prediction.rows().rows();
        if (rows > 0) {
            RowJsonWriter records = new RowJsonWriter(prediction.outputs());
            for (int row = 0; row < rows; row++) {
                records.write(json, row);
            }
        }
        if (list) {
            json.endArray();
        }
        return json.toByteArray();
    }
}
