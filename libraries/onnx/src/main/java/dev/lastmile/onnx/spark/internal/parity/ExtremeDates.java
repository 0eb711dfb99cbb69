package dev.lastmile.onnx.spark.internal.parity;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;

/** Dates and timestamps where calendars and their arithmetic have edges: leap days, 1582, 1970, and the ends of ISO 8601. */
final class ExtremeDates {
    private static final List<LocalDate> DATES = Stream.of(
                    "0001-01-01",
                    "1500-03-01",
                    "1582-10-04",
                    "1582-10-15",
                    "1899-12-31",
                    "1900-02-28",
                    "1900-03-01",
                    "1968-02-29",
                    "1969-12-31",
                    "1970-01-01",
                    "2000-02-29",
                    "2038-01-19",
                    "2100-02-28",
                    "2400-12-31",
                    "9999-12-31")
            .map(LocalDate::parse)
            .toList();

    /** All are exact as doubles, which a nullable column is in a graph. */
    private static final List<Instant> TIMESTAMPS = Stream.of(
                    "0001-01-01T00:00:00Z",
                    "1582-10-15T00:00:00Z",
                    "1684-07-28T00:12:25.259008Z",
                    "1969-12-31T23:59:59.999999Z",
                    "1970-01-01T00:00:00Z",
                    "1970-01-01T00:59:59.999999Z",
                    "2000-02-29T23:00:00.000001Z",
                    "2038-01-19T03:14:08Z",
                    "2255-06-05T23:47:34.740992Z",
                    "9999-12-31T23:59:59Z")
            .map(Instant::parse)
            .toList();

    private ExtremeDates() {}

    static List<LocalDate> dates() {
        return DATES;
    }

    static List<Instant> timestamps() {
        return TIMESTAMPS;
    }
}
