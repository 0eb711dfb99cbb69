package dev.lastmile.serving.core.internal.request;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.serving.core.internal.chain.InputColumn;
import dev.lastmile.serving.core.internal.chain.InputColumn.Type;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * Dates and timestamps of the years 0001 to 9999 as text in ISO 8601 and as the numbers of a graph: days since 1970-01-01,
 * and microseconds since 1970-01-01T00:00:00Z.
 *
 * <p>A timestamp without offset is rejected: it is another moment in every time zone.
 */
public final class Iso8601 {
    /** Longer than any text that is read. */
    private static final int MAX_LENGTH = 64;

    private static final int DATE_LENGTH = 10;
    private static final int NANOS_PER_MICRO = 1000;
    private static final long MICROS_PER_SECOND = 1_000_000;

    private Iso8601() {}

    /**
     * Days of a date such as {@code 2024-02-29}.
     *
     * @throws IllegalArgumentException whose message is what the text is instead
     */
    static long days(String text) {
        try {
            if (text.length() == DATE_LENGTH) {
                LocalDate date = LocalDate.parse(text);
                requireYear(date.getYear());
                return date.toEpochDay();
            }
        } catch (DateTimeException e) {
            // The message below is that of any other text.
        }
        throw new IllegalArgumentException("a string");
    }

    /**
     * Microseconds of a timestamp with offset such as {@code 2024-02-29T12:30:00.5+01:00}; a space may replace the T.
     * Digits of the fraction beyond microseconds are dropped, as Spark drops them.
     *
     * @throws IllegalArgumentException whose message is what the text is instead
     */
    static long micros(String text) {
        if (text.length() > DATE_LENGTH && text.length() <= MAX_LENGTH) {
            String iso = text.charAt(DATE_LENGTH) == ' '
                    ? text.substring(0, DATE_LENGTH) + 'T' + text.substring(DATE_LENGTH + 1)
                    : text;
            try {
                OffsetDateTime timestamp = OffsetDateTime.parse(iso);
                requireYear(timestamp.getYear());
                return timestamp.toEpochSecond() * MICROS_PER_SECOND + timestamp.getNano() / NANOS_PER_MICRO;
            } catch (DateTimeException e) {
                requireOffset(iso);
            }
        }
        throw new IllegalArgumentException("a string");
    }

    /**
     * Rows of a model's inputs as a request has them: dates and timestamps as text; the same rows if there are none.
     *
     * @param inputs the columns of the rows
     */
    public static Batch texts(List<InputColumn> inputs, Batch rows) {
        boolean temporal = false;
        for (int i = 0; i < inputs.size(); i++) {
            temporal |= inputs.get(i).type().isTemporal();
        }
        if (!temporal) {
            return rows;
        }
        Map<String, Column> columns = new LinkedHashMap<>(rows.columns());
        for (InputColumn input : inputs) {
            if (input.type().isTemporal()) {
                LongFunction<String> text = input.type() == Type.DATE ? Iso8601::date : Iso8601::timestamp;
                columns.computeIfPresent(input.name(), (name, column) -> texts(column, text));
            }
        }
        return Batch.of(columns);
    }

    private static Column texts(Column column, LongFunction<String> text) {
        String[] texts = new String[column.rows()];
        for (int i = 0; i < texts.length; i++) {
            if (column instanceof Column.Longs longs) {
                texts[i] = text.apply(longs.values()[i]);
            } else {
                double value = ((Column.Doubles) column).values()[i];
                texts[i] = Double.isNaN(value) ? null : text.apply((long) value);
            }
        }
        return new Column.Strings(texts);
    }

    private static String date(long days) {
        return LocalDate.ofEpochDay(days).toString();
    }

    private static String timestamp(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
    }

    private static void requireYear(int year) {
        if (year < 1 || year > 9999) {
            throw new IllegalArgumentException("outside of the years 0001 to 9999");
        }
    }

    private static void requireOffset(String iso) {
        try {
            LocalDateTime.parse(iso);
        } catch (DateTimeException e) {
            return;
        }
        throw new IllegalArgumentException("a timestamp without offset");
    }
}
