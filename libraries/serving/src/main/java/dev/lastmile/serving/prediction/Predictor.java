package dev.lastmile.serving.prediction;

import dev.lastmile.onnx.Batch;
import dev.lastmile.serving.ChampionChain;
import dev.lastmile.serving.ClosedChainException;
import dev.lastmile.serving.InputColumn;
import dev.lastmile.serving.ModelsFrom;
import dev.lastmile.serving.RefusedRequestException;
import dev.lastmile.serving.ServingConfig;
import dev.lastmile.serving.champion.Champion;
import dev.lastmile.serving.champion.ServingState;
import dev.lastmile.serving.champion.ServingState.Origin;
import dev.lastmile.serving.champion.ServingState.Serving;
import dev.lastmile.serving.champion.ServingState.Waiting;
import dev.lastmile.serving.log.PredictionLog;
import dev.lastmile.serving.log.Role;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Scores requests of every protocol with the champion of the moment. Thread-safe. */
@Singleton
public class Predictor {
    private static final Logger LOG = Logger.getLogger(Predictor.class);
    private static final String CHAMPION = "champion";

    private final Champion champion;
    private final PredictionMetrics metrics;
    private final PredictionLog log;
    private final int maxRows;
    private final ModelsFrom models;
    private final Role role;

    public Predictor(Champion champion, PredictionMetrics metrics, PredictionLog log, ServingConfig config) {
        this.champion = champion;
        this.metrics = metrics;
        this.log = log;
        this.maxRows = config.maxRows();
        this.models = config.models();
        this.role = config.alias().equals(CHAMPION) ? Role.CHAMPION : Role.CHALLENGER;
    }

    /**
     * Reads the rows of a request as the champion takes them, and scores them.
     *
     * @param requestId what the client calls the request, for the prediction log; null or empty if it has no name
     * @param features the version of the features that the request brings, as {@code iris-features/2}; null if it does
     *     not say
     * @param read the request's rows, for the champion's columns
     * @throws RefusedRequestException if there is no model, the rows do not fit it or are too many, or it fails
     */
    public Prediction predict(String requestId, String features, Function<List<InputColumn>, Batch> read) {
        long start = System.nanoTime();
        for (int attempt = 1; attempt <= 2; attempt++) {
            ServingState state = champion.state();
            if (state instanceof Waiting waiting) {
                throw counted(RefusedRequestException.unavailable("No model is loaded. " + waiting.reason()));
            }
            Serving serving = (Serving) state;
            ChampionChain chain = serving.chain();
            try {
                Headers.requireFeatures(features, chain.pair());
                Prediction prediction = predict(chain, read);
                long nanoseconds = System.nanoTime() - start;
                metrics.answered(prediction, nanoseconds);
                log.offer(prediction, role(serving), requestId, nanoseconds);
                return prediction;
            } catch (ClosedChainException e) {
                // Another champion came between, and answers now.
            } catch (RefusedRequestException e) {
                throw counted(e);
            } catch (RuntimeException e) {
                LOG.errorf(e, "%s failed", chain.pair());
                throw counted(RefusedRequestException.failed(chain.pair() + " failed. The service's log says why."));
            }
        }
        throw counted(RefusedRequestException.unavailable("The model was replaced during the request. Send it again."));
    }

    private Prediction predict(ChampionChain chain, Function<List<InputColumn>, Batch> read) {
        Batch rows = read.apply(chain.inputs());
        if (rows.rows() > maxRows) {
            throw RefusedRequestException.tooLarge("The request has " + rows.rows() + " rows, and " + maxRows
                    + " are taken at once. Send fewer at a time, or raise LASTMILE_SERVING_MAX_ROWS.");
        }
        Batch outputs = rows.rows() == 0 ? null : chain.score(rows);
        long now = System.currentTimeMillis();
        return new Prediction(PredictionId.at(now), now, chain.pair(), rows, outputs);
    }

    private Role role(Serving serving) {
        boolean named = serving.origin() == Origin.REGISTRY || models == ModelsFrom.CACHE;
        return named && champion.problem().isEmpty() ? role : Role.FALLBACK;
    }

    private RefusedRequestException counted(RefusedRequestException refusal) {
        metrics.refused(refusal.status());
        return refusal;
    }
}
