package dev.lastmile.serving.internal.log;

import dev.lastmile.serving.core.internal.champion.Role;
import dev.lastmile.serving.internal.log.block.Block;
import dev.lastmile.tracking.model.ChampionPairRef;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** Predictions of one model and role that were written together, with consecutive sequences. */
@Entity
@Table(name = "prediction_log_block")
public class PredictionBlock {
    /** Sequence of its last record. */
    @Id
    long lastSequence;

    /** The number of its records. */
    int recordCount;

    /** The id of its first record, which identifies a repeated write. */
    UUID firstId;

    /** The earliest time of a record. */
    Instant firstTime;

    /** The latest time of a record. */
    Instant lastTime;

    @Enumerated(EnumType.STRING)
    @Column(columnDefinition = "varchar(10)")
    Role role;

    String model;

    String modelVersion;

    String features;

    String featuresVersion;

    /** In the format of {@link dev.lastmile.serving.internal.log.block}. */
    byte[] records;

    static PredictionBlock of(Block block, long lastSequence) {
        ChampionPairRef pair = block.kind().pair();
        PredictionBlock row = new PredictionBlock();
        row.lastSequence = lastSequence;
        row.recordCount = block.records();
        row.firstId = block.firstId();
        row.firstTime = Instant.ofEpochMilli(block.firstMillis());
        row.lastTime = Instant.ofEpochMilli(block.lastMillis());
        row.role = block.kind().role();
        row.model = pair.model().name();
        row.modelVersion = pair.model().version();
        row.features = pair.features().name();
        row.featuresVersion = pair.features().version();
        row.records = block.bytes();
        return row;
    }

    /** The sequence of its first record. */
    long firstSequence() {
        return lastSequence - recordCount + 1;
    }
}
