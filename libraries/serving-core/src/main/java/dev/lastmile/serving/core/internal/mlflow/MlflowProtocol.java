package dev.lastmile.serving.core.internal.mlflow;

import dev.lastmile.onnx.Batch;
import dev.lastmile.serving.core.RequestRejectedException;
import dev.lastmile.serving.core.internal.prediction.Prediction;
import dev.lastmile.serving.core.internal.prediction.PredictionLog.Caller;
import dev.lastmile.serving.core.internal.prediction.Predictor;
import dev.lastmile.serving.core.internal.prediction.ScoringCall;
import dev.lastmile.serving.core.internal.prediction.ScoringRequest;
import dev.lastmile.serving.core.internal.protocol.ErrorJson;
import dev.lastmile.serving.core.internal.protocol.ScoringProtocol;
import dev.lastmile.serving.core.internal.protocol.ScoringResponse;

/** MLflow's scoring protocol: {@code POST /invocations} with one of four JSON formats, or CSV. */
public final class MlflowProtocol implements ScoringProtocol {
    private final Predictor predictor;

    /** A protocol that scores with a predictor. */
    public MlflowProtocol(Predictor predictor) {
        this.predictor = predictor;
    }

    @Override
    public void requireReadable(String contentType) {
        ContentType.rejection(contentType).ifPresent(reason -> {
            throw RequestRejectedException.unsupportedType(reason);
        });
    }

    @Override
    public ScoringResponse score(ScoringRequest request) {
        try (ScoringCall call = predictor.begin(request)) {
            Prediction prediction = call.score(rows(request, call), new Caller(request.requestId(), request.client()));
            Batch outputs = prediction.outputs();
            return ScoringResponse.json(
                    prediction, outputs == null ? PredictionWriter.none() : PredictionWriter.write(outputs));
        }
    }

    @Override
    public byte[] error(RequestRejectedException e) {
        return ErrorJson.mlflow(e.code(), e.getMessage());
    }

    private static Batch rows(ScoringRequest request, ScoringCall call) {
        InvocationReader reader = new InvocationReader(call.inputs(), call.limits());
        return ContentType.isCsv(request.contentType())
                ? reader.readCsv(request.body())
                : reader.readJson(request.body());
    }
}
