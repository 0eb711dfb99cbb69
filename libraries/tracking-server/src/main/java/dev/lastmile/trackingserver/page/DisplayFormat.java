package dev.lastmile.trackingserver.page;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Formats numbers and times for display. */
final class DisplayFormat {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

    private DisplayFormat() {}

    /** Formats a time in milliseconds since 1970; empty for 0, which represents none. */
    static String time(Long millis) {
        return millis == null || millis == 0 ? "" : TIME.format(Instant.ofEpochMilli(millis));
    }

    static String duration(long start, Long end) {
        if (start == 0 || end == null || end < start) {
            return "";
        }
        Duration duration = Duration.ofMillis(end - start);
        if (duration.toMinutes() < 1) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        }
        return duration.toHours() < 1
                ? duration.toMinutes() + " min " + duration.toSecondsPart() + " s"
                : duration.toHours() + " h " + duration.toMinutesPart() + " min";
    }

    static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        double size = Math.abs(value);
        if (size < 1e-3 || size >= 1e7) {
            return String.format(Locale.ROOT, "%.4g", value);
        }
        return String.format(Locale.ROOT, "%.4f", value).replaceFirst("0+$", "");
    }

    static String size(Long bytes) {
        if (bytes == null) {
            return "empty";
        }
        if (bytes < 1024) {
            return bytes + " B";
        }
        return bytes < 1024 * 1024
                ? String.format(Locale.ROOT, "%.1f kB", bytes / 1024.0)
                : String.format(Locale.ROOT, "%.1f MB", bytes / 1024.0 / 1024.0);
    }
}
