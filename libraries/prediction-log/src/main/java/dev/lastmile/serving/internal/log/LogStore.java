package dev.lastmile.serving.internal.log;

import dev.lastmile.serving.internal.log.block.Block;
import dev.lastmile.serving.internal.log.block.BlockException;
import dev.lastmile.serving.internal.log.block.BlockReader;
import io.quarkus.arc.InjectableInstance;
import io.quarkus.flyway.FlywayDataSource;
import io.quarkus.hibernate.orm.PersistenceUnit;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.hibernate.StatelessSession;

/** The tables of the log. Failures of the database are thrown as exceptions of Hibernate, Flyway or JDBC. */
@ApplicationScoped
class LogStore implements PanacheRepositoryBase<PredictionBlock, Long> {
    private static final int ROWS_AT_ONCE = 1000;
    private static final int BLOCKS_AT_ONCE = 50;

    // Resolved lazily: they do not exist if the log is disabled.
    @Inject
    @FlywayDataSource("predictions")
    InjectableInstance<Flyway> flyway;

    @Inject
    @PersistenceUnit("predictions")
    InjectableInstance<StatelessSession> session;

    @Inject
    EarlierRows rows;

    /** The sequences of a block. */
    @RegisterForReflection
    public record Place(long lastSequence, int recordCount) {
        long firstSequence() {
            return lastSequence - recordCount + 1;
        }
    }

    /** Creates or migrates the tables. */
    void migrate() {
        flyway.get().migrate();
    }

    /** Assigns an id to a new log. */
    @Transactional
    void name() {
        getEntityManager()
                .createQuery("update LogPosition set logId = ?1 where id = ?2 and logId is null")
                .setParameter(1, UUID.randomUUID())
                .setParameter(2, LogPosition.ONLY)
                .executeUpdate();
    }

    /**
     * Writes blocks in one transaction and assigns sequences to their records. Idempotent: blocks that are written again,
     * because the outcome of an earlier commit is unknown, are stored once.
     *
     * @param since a sequence before those that an earlier attempt can have assigned
     * @return the last assigned sequence
     */
    @Transactional
    long write(List<Block> blocks, long since) {
        StatelessSession database = session.get();
        // An update locks the row on both databases; Hibernate's lock for PostgreSQL, "for no key update", is unknown
        // to H2.
        database.createMutationQuery("update LogPosition set lastSequence = lastSequence where id = ?1")
                .setParameter(1, LogPosition.ONLY)
                .executeUpdate();
        LogPosition position = database.get(LogPosition.class, LogPosition.ONLY);
        if (count("lastSequence > ?1 and firstId = ?2", since, blocks.get(0).firstId()) == 0) {
            List<PredictionBlock> added = new ArrayList<>();
            for (Block block : blocks) {
                position.lastSequence += block.records();
                added.add(PredictionBlock.of(block, position.lastSequence));
            }
            database.insertMultiple(added);
            database.update(position);
        }
        return position.lastSequence;
    }

    /** Makes H2 flush commits to disk, as PostgreSQL does with each commit. */
    @Transactional
    void sync() {
        session.get().createNativeMutationQuery("checkpoint sync").executeUpdate();
    }

    /** The last assigned sequence. */
    @Transactional
    long lastSequence() {
        return position().lastSequence;
    }

    /** The log's id and the last assigned sequence; needs a transaction. */
    LogPosition position() {
        return getEntityManager().find(LogPosition.class, LogPosition.ONLY);
    }

    /** Sequences of blocks with records in (after, last], in order; needs a transaction. */
    List<Place> places(long after, long last, int max) {
        return find("lastSequence > ?1 and lastSequence <= ?2", Sort.by("lastSequence"), after, last)
                .range(0, max - 1)
                .project(Place.class)
                .list();
    }

    /** A block, or null if it has been deleted; needs a transaction. */
    PredictionBlock block(long lastSequence) {
        // Stateless: no copy of the bytes for dirty checking.
        return session.get().get(PredictionBlock.class, lastSequence);
    }

    /** The id of a record; empty if it does not exist or cannot be read. Needs a transaction. */
    Optional<UUID> id(long sequence) {
        Optional<PredictionBlock> block = find("lastSequence >= ?1", Sort.by("lastSequence"), sequence)
                .range(0, 0)
                .firstResultOptional();
        if (block.isEmpty() || block.get().firstSequence() > sequence) {
            return rows.id(sequence);
        }
        try {
            BlockReader reader = new BlockReader(block.get().records);
            for (long at = block.get().firstSequence(); at < sequence; at++) {
                reader.skip();
            }
            return Optional.of(reader.next().id());
        } catch (BlockException e) {
            return Optional.empty();
        }
    }

    /**
     * Deletes some of the records that were logged before a time, oldest first. A block expires with its earliest record.
     *
     * @return the number of deleted rows and blocks; 0 if none is left
     */
    @Transactional
    long expire(Instant before) {
        List<Long> expired = getEntityManager()
                .createQuery(
                        "select lastSequence from PredictionBlock where firstTime < ?1 order by firstTime", Long.class)
                .setParameter(1, before)
                .setMaxResults(BLOCKS_AT_ONCE)
                .getResultList();
        long blocks = expired.isEmpty() ? 0 : delete("lastSequence in ?1", expired);
        return blocks + rows.expire(before, ROWS_AT_ONCE);
    }
}
