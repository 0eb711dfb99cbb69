package dev.lastmile.serving.internal.log;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/** The last assigned sequence and the id of the log, in a single row. */
@Entity
@Table(name = "prediction_log_position")
public class LogPosition {
    static final int ONLY = 1;

    @Id
    int id;

    long lastSequence;

    UUID logId;
}
