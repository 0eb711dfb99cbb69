package dev.lastmile.serving.core.prediction;

import dev.lastmile.serving.core.RefusedRequestException;
import dev.lastmile.serving.core.champion.Champion;
import dev.lastmile.serving.core.champion.ServingState;
import dev.lastmile.serving.core.champion.ServingState.Serving;
import dev.lastmile.serving.core.champion.ServingState.Waiting;
import dev.lastmile.serving.core.protocol.ScoringRequest;
import dev.lastmile.serving.core.request.ReadLimits;

/** Scores the requests of every protocol with the current champion. Thread-safe. */
public final class Predictor {
    /** More than enough: a chain is closed only once its successor serves. */
    private static final int ATTEMPTS = 10;

    private final Champion champion;
    private final ScoringMetrics metrics;
    private final PredictionLog log;
    private final int maxRows;

    /**
     * @param maxRows maximum rows per request; larger requests get 413
     */
    public Predictor(Champion champion, ScoringMetrics metrics, PredictionLog log, int maxRows) {
        this.champion = champion;
        this.metrics = metrics;
        this.log = log;
        this.maxRows = maxRows;
    }

    /**
     * Begins a call of the current champion, whose sessions stay open until the call is closed.
     *
     * @throws RefusedRequestException with 503 without a model, with 409 for features of another version
     */
    public ScoringCall begin(ScoringRequest request) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            ServingState state = champion.state();
            if (state instanceof Waiting waiting) {
                throw RefusedRequestException.unavailable("No model is loaded. " + waiting.reason());
            }
            Serving serving = (Serving) state;
            // A chain that is closed has a successor, which the next round finds.
            if (serving.chain().acquire()) {
                ScoringCall call = new ScoringCall(
                        serving, champion.role(serving), metrics, log, new ReadLimits(maxRows, request.memory()));
                try {
                    Headers.requireFeatures(request.features(), serving.chain().pair());
                    return call;
                } catch (RefusedRequestException e) {
                    call.close();
                    throw e;
                }
            }
        }
        throw RefusedRequestException.unavailable("The model was replaced during the request. Send it again.");
    }
}
