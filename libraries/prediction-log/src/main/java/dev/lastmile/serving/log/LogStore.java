package dev.lastmile.serving.log;

import io.quarkus.arc.InjectableInstance;
import io.quarkus.flyway.FlywayDataSource;
import io.quarkus.hibernate.orm.PersistenceUnit;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.hibernate.StatelessSession;

/** The tables of the log. What is wrong with the database comes as an exception of Hibernate, Flyway or JDBC. */
@ApplicationScoped
class LogStore implements PanacheRepositoryBase<LoggedPrediction, Long> {
    /** Characters of JSON after which a page ends. */
    private static final long PAGE_LENGTH = 4_000_000;

    // By demand: none of these exists where the log is off.
    @Inject
    @FlywayDataSource("predictions")
    InjectableInstance<Flyway> flyway;

    @Inject
    @PersistenceUnit("predictions")
    InjectableInstance<StatelessSession> session;

    /** A record's place and size. */
    public record Place(long sequence, int jsonLength) {}

    /** Some of a log's rows, in their order. */
    record Page(UUID log, List<LoggedPrediction> rows) {}

    /** Makes the tables, or brings them to what this version needs. */
    void migrate() {
        flyway.get().migrate();
    }

    /** Gives the log its id, if it is new. */
    @Transactional
    void name() {
        getEntityManager()
                .createQuery("update LogPosition set logId = ?1 where id = ?2 and logId is null")
                .setParameter(1, UUID.randomUUID())
                .setParameter(2, LogPosition.ONLY)
                .executeUpdate();
    }

    /**
     * Writes rows in one transaction and gives them their sequences.
     *
     * <p>Written again, because nobody knows whether the commit before had arrived, they are there once.
     *
     * @param since a sequence before those that an earlier attempt can have given
     * @return the last sequence that is given now
     */
    @Transactional
    long write(List<LoggedPrediction> rows, long since) {
        StatelessSession database = session.get();
        // An update locks the row on both databases; Hibernate's lock for PostgreSQL, "for no key update", is unknown
        // to H2.
        database.createMutationQuery("update LogPosition set lastSequence = lastSequence where id = ?1")
                .setParameter(1, LogPosition.ONLY)
                .executeUpdate();
        LogPosition position = database.get(LogPosition.class, LogPosition.ONLY);
        if (count("sequence > ?1 and id = ?2", since, rows.get(0).id) == 0) {
            for (LoggedPrediction row : rows) {
                row.sequence = ++position.lastSequence;
            }
            database.insertMultiple(rows);
            database.update(position);
        }
        return position.lastSequence;
    }

    /** The last sequence that was given. */
    @Transactional
    long position() {
        return getEntityManager().find(LogPosition.class, LogPosition.ONLY).lastSequence;
    }

    /**
     * Rows in their order.
     *
     * @param after the sequence of the last one that was read; 0 for the beginning
     * @param most a page has fewer if they are large, and none only if there are no more
     */
    @Transactional
    Page page(long after, int most) {
        List<Place> places = find("sequence > ?1", Sort.by("sequence"), after)
                .range(0, most - 1)
                .project(Place.class)
                .list();
        long length = 0;
        long last = after;
        for (Place place : places) {
            if (last > after && length + place.jsonLength() > PAGE_LENGTH) {
                break;
            }
            length += place.jsonLength();
            last = place.sequence();
        }
        UUID log = getEntityManager().find(LogPosition.class, LogPosition.ONLY).logId;
        return new Page(log, list("sequence > ?1 and sequence <= ?2", Sort.by("sequence"), after, last));
    }

    /**
     * Deletes the oldest rows, some of them.
     *
     * @param before those that were logged earlier
     * @param most of this many at the beginning
     * @return how many
     */
    @Transactional
    long expire(Instant before, int most) {
        Long first = getEntityManager()
                .createQuery("select min(sequence) from LoggedPrediction", Long.class)
                .getSingleResult();
        return first == null ? 0 : delete("sequence < ?1 and loggedAt < ?2", first + most, before);
    }
}
