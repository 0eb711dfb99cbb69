package dev.lastmile.serving.internal.log;

import dev.lastmile.serving.core.internal.champion.Role;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A prediction as the first version wrote it, one per row. They are read until they expire. */
@Entity
@Table(name = "prediction_log")
public class LoggedPrediction {
    @Id
    long sequence;

    UUID id;

    String clientRequestId;

    Instant loggedAt;

    @Enumerated(EnumType.STRING)
    @Column(columnDefinition = "varchar(10)")
    Role role;

    String model;

    String modelVersion;

    String features;

    String featuresVersion;

    int rowCount;

    long latencyNanos;

    /** JSON. */
    String inputs;

    /** JSON. */
    String outputs;

    /** Characters of inputs and outputs, which limit a page before it is read. */
    int jsonLength;
}
