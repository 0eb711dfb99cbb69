package dev.lastmile.serving.core.internal.prediction;

import dev.lastmile.onnx.Batch;
import dev.lastmile.serving.core.ContractMode;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.internal.chain.ChampionChain;
import dev.lastmile.serving.core.internal.chain.RowContract;
import dev.lastmile.serving.core.internal.chain.RowContract.Breach;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Applies the contract of the model to the rows of every protocol. Thread-safe. */
final class ContractCheck {
    private static final System.Logger LOG = System.getLogger(ContractCheck.class.getName());
    private static final long PAUSE = Duration.ofMinutes(1).toNanos();

    private final ContractMode mode;
    private final ScoringMetrics metrics;
    private final AtomicLong nextLog = new AtomicLong(System.nanoTime());

    ContractCheck(ContractMode mode, ScoringMetrics metrics) {
        this.mode = mode;
        this.metrics = metrics;
    }

    /**
     * @param rows the columns of the chain's inputs
     * @throws InvalidRequestException naming column, row, value and rule of the first violation, where these are enforced
     */
    void require(ChampionChain chain, Batch rows) {
        Optional<RowContract> contract = chain.contract();
        if (mode == ContractMode.OFF || contract.isEmpty() || rows.rows() == 0) {
            return;
        }
        Optional<Breach> found = contract.get().firstBreach(rows);
        if (found.isEmpty()) {
            return;
        }
        Breach breach = found.get();
        metrics.violated(chain.pair(), breach.violation().column(), mode);
        if (mode == ContractMode.ENFORCE) {
            throw InvalidRequestException.unfit(breach.message());
        }
        long now = System.nanoTime();
        long next = nextLog.get();
        if (now - next >= 0 && nextLog.compareAndSet(next, now + PAUSE)) {
            LOG.log(
                    Level.WARNING,
                    "A request violates the contract of " + chain.pair() + " and is scored: " + breach.message()
                            + " Further violations are counted, and logged once a minute.");
        }
    }
}
