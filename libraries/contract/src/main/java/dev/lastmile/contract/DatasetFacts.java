package dev.lastmile.contract;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What {@link DatasetRules} are checked against.
 *
 * @param rows how many the dataset has
 * @param nulls rows with null, by column; a column that is not in it has none
 * @param newest the greatest value of the time column: microseconds since 1970, of a date its end; empty if all are null
 * @param earlierRows how many the snapshot before has; empty if there is none
 * @param now what freshness is counted back from
 */
public record DatasetFacts(
        long rows, Map<String, Long> nulls, OptionalLong newest, OptionalLong earlierRows, Instant now) {
    public DatasetFacts {
        nulls = Map.copyOf(nulls);
    }

    /** The greatest value of the time column as an instant. */
    public Optional<Instant> newestInstant() {
        return newest.isEmpty()
                ? Optional.empty()
                : Optional.of(Instant.ofEpochSecond(
                        Math.floorDiv(newest.getAsLong(), 1_000_000L),
                        Math.floorMod(newest.getAsLong(), 1_000_000L) * 1_000));
    }
}
