package dev.lastmile.serving.internal.log;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Predictions written by the first version, one per row. All methods need a transaction. */
@ApplicationScoped
class EarlierRows implements PanacheRepositoryBase<LoggedPrediction, Long> {
    /**
     * A row's sequence and size.
     *
     * @param jsonLength characters of its inputs and outputs
     */
    @RegisterForReflection
    public record Place(long sequence, int jsonLength) {}

    /** Rows with sequences in (after, last], in order. */
    List<Place> places(long after, long last, int max) {
        return find("sequence > ?1 and sequence <= ?2", Sort.by("sequence"), after, last)
                .range(0, max - 1)
                .project(Place.class)
                .list();
    }

    /** Rows with sequences from first to last, in order. */
    List<LoggedPrediction> between(long first, long last) {
        return list("sequence >= ?1 and sequence <= ?2", Sort.by("sequence"), first, last);
    }

    /** The id of a row; empty if it does not exist. */
    Optional<UUID> id(long sequence) {
        return findByIdOptional(sequence).map(row -> row.id);
    }

    /** Deletes rows that were logged before a time; returns their number. */
    long expire(Instant before, int max) {
        List<Long> expired = getEntityManager()
                .createQuery("select sequence from LoggedPrediction where loggedAt < ?1 order by loggedAt", Long.class)
                .setParameter(1, before)
                .setMaxResults(max)
                .getResultList();
        return expired.isEmpty() ? 0 : delete("sequence in ?1", expired);
    }
}
