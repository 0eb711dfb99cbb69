package dev.lastmile.serving.core.internal.prediction;

import dev.lastmile.serving.core.ContractMode;
import dev.lastmile.serving.core.RequestRejectedException;
import dev.lastmile.serving.core.internal.champion.Champion;
import dev.lastmile.serving.core.internal.champion.ServingState;
import dev.lastmile.serving.core.internal.champion.ServingState.Serving;
import dev.lastmile.serving.core.internal.champion.ServingState.Waiting;
import dev.lastmile.serving.core.internal.request.ReadLimits;

/** Scores the requests of every protocol with the current champion. Thread-safe. */
public final class Predictor {
    /** Enough in any case: a chain is closed only once its successor serves. */
    private static final int ATTEMPTS = 10;

    private final Champion champion;
    private final ScoringMetrics metrics;
    private final PredictionLog log;
    private final int maxRows;
    private final ContractCheck contract;

    /**
     * @param maxRows maximum rows per request; larger requests get 413
     * @param mode what becomes of a row that violates the contract of the model
     */
    public Predictor(Champion champion, ScoringMetrics metrics, PredictionLog log, int maxRows, ContractMode mode) {
        this.champion = champion;
        this.metrics = metrics;
        this.log = log;
        this.maxRows = maxRows;
        this.contract = new ContractCheck(mode, metrics);
    }

    /**
     * Begins a call of the current champion, whose sessions stay open until the call is closed.
     *
     * @throws RequestRejectedException with 503 without a model, with 409 for features of another version
     */
    public ScoringCall begin(ScoringRequest request) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            ServingState state = champion.state();
            if (state instanceof Waiting waiting) {
                throw RequestRejectedException.unavailable("No model is loaded. " + waiting.reason());
            }
            Serving serving = (Serving) state;
            // A closed chain has a successor, which the next attempt finds.
            if (serving.chain().acquire()) {
                ScoringCall call = new ScoringCall(
                        serving,
                        champion.role(serving),
                        metrics,
                        log,
                        new ReadLimits(maxRows, request.memory()),
                        contract);
                try {
                    Headers.requireFeatures(request.features(), serving.chain().pair());
                    return call;
                } catch (RequestRejectedException e) {
                    call.close();
                    throw e;
                }
            }
        }
        throw RequestRejectedException.unavailable("The model was replaced during the request. Send it again.");
    }
}
