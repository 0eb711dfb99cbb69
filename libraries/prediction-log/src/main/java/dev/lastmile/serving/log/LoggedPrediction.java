package dev.lastmile.serving.log;

import dev.lastmile.serving.core.prediction.Role;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/** A row of the log. */
@Entity
@Table(name = "prediction_log")
public class LoggedPrediction {
    private static final int MOST_CLIENT_ID = 128;

    /** Given when it is written, in the order of the commits. */
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

    String inputs;

    String outputs;

    /** Characters of inputs and outputs, by which a page is limited before it is read. */
    int jsonLength;

    static LoggedPrediction of(LogRecord record, Set<String> omitted) {
        LoggedPrediction row = new LoggedPrediction();
        row.id = record.prediction().id();
        row.clientRequestId = stored(record.clientRequestId());
        row.loggedAt = Instant.ofEpochMilli(record.prediction().millis());
        row.role = record.role();
        row.model = record.prediction().pair().model().name();
        row.modelVersion = record.prediction().pair().model().version();
        row.features = record.prediction().pair().features().name();
        row.featuresVersion = record.prediction().pair().features().version();
        row.rowCount = record.prediction().rows().rows();
        row.latencyNanos = record.nanoseconds();
        row.inputs = LogJson.write(record.prediction().rows(), omitted);
        row.outputs = LogJson.write(record.prediction().outputs(), omitted);
        row.jsonLength = row.inputs.length() + row.outputs.length();
        return row;
    }

    /** What a client calls its request, if that is short and can be printed; it names nothing here but itself. */
    static String stored(String clientRequestId) {
        boolean fits = clientRequestId != null
                && !clientRequestId.isEmpty()
                && clientRequestId.length() <= MOST_CLIENT_ID
                && clientRequestId.chars().allMatch(c -> c >= ' ' && c <= '~');
        return fits ? clientRequestId : null;
    }
}
