package dev.lastmile.serving.core.internal.prediction;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.TensorSpec;
import dev.lastmile.serving.core.NonFiniteOutputException;
import dev.lastmile.serving.core.RequestRejectedException;
import dev.lastmile.serving.core.internal.chain.ChampionChain;
import dev.lastmile.serving.core.internal.chain.FiniteOutputs;
import dev.lastmile.serving.core.internal.chain.InputColumn;
import dev.lastmile.serving.core.internal.champion.Role;
import dev.lastmile.serving.core.internal.champion.ServingState.Serving;
import dev.lastmile.serving.core.internal.request.Iso8601;
import dev.lastmile.serving.core.internal.request.ReadLimits;
import java.lang.System.Logger.Level;
import java.util.List;

/** One request's use of the champion, from reading its rows to logging its prediction. Not thread-safe. */
public final class ScoringCall implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ScoringCall.class.getName());

    /** Memory of one output value and its text in the response, in bytes. */
    private static final int OUTPUT_SIZE = 32;

    private final long start = System.nanoTime();
    private final ChampionChain chain;
    private final Role role;
    private final ScoringMetrics metrics;
    private final PredictionLog log;
    private final ReadLimits limits;
    private final ContractCheck contract;

    ScoringCall(
            Serving serving,
            Role role,
            ScoringMetrics metrics,
            PredictionLog log,
            ReadLimits limits,
            ContractCheck contract) {
        this.chain = serving.chain();
        this.role = role;
        this.metrics = metrics;
        this.log = log;
        this.limits = limits;
        this.contract = contract;
    }

    /** What scores. */
    public ChampionChain chain() {
        return chain;
    }

    /** The columns that the request has to contain. */
    public List<InputColumn> inputs() {
        return chain.inputs();
    }

    /** Limits for reading the rows of the request. */
    public ReadLimits limits() {
        return limits;
    }

    /**
     * Scores rows, counts the prediction and offers it to the log.
     *
     * @param rows the columns of {@link #inputs}; it can have no rows
     * @throws RequestRejectedException if a row is rejected, violates the contract or has no finite prediction, or the model
     *     fails
     */
    public Prediction score(Batch rows, PredictionLog.Caller caller) {
        contract.require(chain, rows);
        Batch outputs = rows.rows() == 0 ? null : outputs(rows);
        long now = System.currentTimeMillis();
        Prediction prediction =
                new Prediction(PredictionId.at(now), now, chain.pair(), Iso8601.texts(chain.inputs(), rows), outputs);
        long nanoseconds = System.nanoTime() - start;
        metrics.scored(prediction, nanoseconds);
        log.offer(prediction, role, caller, nanoseconds);
        return prediction;
    }

    /** Allows the sessions to be freed. */
    @Override
    public void close() {
        chain.release();
    }

    private Batch outputs(Batch rows) {
        long values = 0;
        for (TensorSpec output : chain.outputs()) {
            values += Math.max(output.width(), 1);
        }
        limits.memory().reserve(rows.rows() * values * OUTPUT_SIZE);
        try {
            Batch outputs = chain.score(rows);
            FiniteOutputs.require(chain.served(), outputs);
            return outputs;
        } catch (NonFiniteOutputException e) {
            metrics.nonFinite(chain.pair(), e.output());
            throw e;
        } catch (RequestRejectedException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, chain.pair() + " failed", e);
            throw RequestRejectedException.failed(chain.pair() + " failed. The cause is in the service's log.");
        }
    }
}
