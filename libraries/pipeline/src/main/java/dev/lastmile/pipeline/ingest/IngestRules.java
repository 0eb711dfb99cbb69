package dev.lastmile.pipeline.ingest;

import dev.lastmile.pipeline.StepException;
import java.util.Set;

/**
 * How an ingestion decides.
 *
 * @param onReject what happens to records that do not fit
 * @param maxRejectRate the greatest share of records that may be quarantined, from 0 to 1
 * @param mode what becomes of the rows that are in already
 * @param derived columns of the contract that are not in the files, such as the row id and the split
 */
public record IngestRules(OnReject onReject, double maxRejectRate, IngestMode mode, Set<String> derived) {
    /**
     * @throws StepException if the rate is not a share
     */
    public IngestRules {
        derived = Set.copyOf(derived);
        if (!(maxRejectRate >= 0 && maxRejectRate <= 1)) {
            throw new StepException("The greatest rate of rejects is " + maxRejectRate
                    + ". Give --max-reject-rate a share from 0 to 1, such as 0.01.");
        }
    }

    /** Fails on the first reject, and appends. */
    public static IngestRules strict(Set<String> derived) {
        return new IngestRules(OnReject.FAIL, 0, IngestMode.APPEND, derived);
    }
}
