package dev.lastmile.profile.decision;

import dev.lastmile.contract.ColumnType.Scalar;
import dev.lastmile.contract.text.TimePattern;
import dev.lastmile.contract.text.TimeText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Dates and timestamps of a file. */
public final class Moments {
    private Moments() {}

    /** Seconds since 1970-01-01, of a date those until its midnight. */
    static double seconds(ColumnProfile column, String cell) {
        String iso = iso(column, cell);
        return column.type() == Scalar.DATE
                ? LocalDate.parse(iso).toEpochDay() * 86_400.0
                : Instant.parse(iso).toEpochMilli() / 1000.0;
    }

    /** A date or timestamp of the file as ISO 8601, a timestamp in UTC. */
    public static String iso(ColumnProfile column, String cell) {
        byte[] bytes = cell.getBytes(StandardCharsets.UTF_8);
        boolean isDate = column.type() == Scalar.DATE;
        long day;
        long micros;
        if (column.timePattern().isEmpty()) {
            TimeText iso = new TimeText(ZoneOffset.UTC);
            boolean read = isDate ? iso.readDate(bytes, 0, bytes.length) : iso.readTimestamp(bytes, 0, bytes.length);
            day = read ? iso.day : 0;
            micros = iso.micros;
        } else {
            TimePattern pattern = new TimePattern(column.timePattern());
            pattern.read(bytes, 0, bytes.length);
            day = pattern.day;
            micros = pattern.micros;
        }
        return isDate
                ? LocalDate.ofEpochDay(day).toString()
                : Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
    }
}
