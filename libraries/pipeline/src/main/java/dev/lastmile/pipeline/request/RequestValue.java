package dev.lastmile.pipeline.request;

import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;

/** A value of a row as Jackson writes it into a request: dates and timestamps are text in ISO 8601, NaN is null. */
public final class RequestValue {
    private RequestValue() {}

    /**
     * The value of a cell.
     *
     * @param value as a row of Spark has it; null for null
     * @return a number, a boolean or a string, or null
     */
    public static Object of(Object value) {
        if (value instanceof Timestamp timestamp) {
            // A Timestamp of Spark's before 1582 is in another calendar.
            long micros = DateTimeUtils.fromJavaTimestamp(timestamp);
            return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
        } else if (value instanceof Date date) {
            return date.toLocalDate().toString();
        }
        return value instanceof Instant || value instanceof LocalDate ? value.toString() : finite(value);
    }

    /** The same, or null for NaN and infinities, which JSON does not have: Jackson would write them as text. */
    public static Object finite(Object value) {
        boolean other = value instanceof Double number && !Double.isFinite(number)
                || value instanceof Float single && !Float.isFinite(single);
        return other ? null : value;
    }
}
