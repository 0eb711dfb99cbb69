package dev.lastmile.contract.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastmile.contract.Bound;
import dev.lastmile.contract.ColumnType;
import dev.lastmile.contract.ColumnType.Scalar;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Reads {@code min} and {@code max} in the type of the column. */
final class BoundReader {
    private final String where;
    private final ColumnType type;
    private final Problems problems;

    BoundReader(String where, ColumnType type, Problems problems) {
        this.where = where;
        this.type = type;
        this.problems = problems;
    }

    /** The bound; null if there is none, or it cannot be read, which is reported. */
    Bound read(JsonNode value, String member) {
        if (value == null) {
            return null;
        }
        if (!type.isOrdered()) {
            problems.add(
                    where + " is " + type + ", and " + member + " is for numbers, dates and timestamps. Remove it.");
            return null;
        }
        return type.isTemporal() ? time(value, member) : number(value, member);
    }

    // A text has digits that a JSON number in another program would lose.
    private Bound number(JsonNode value, String member) {
        try {
            if (value.isNumber()) {
                return Bound.of(value.decimalValue());
            } else if (value.isTextual()) {
                return Bound.of(new BigDecimal(value.textValue()));
            }
        } catch (NumberFormatException e) {
            // Reported below.
        }
        problems.add(where + " has " + member + " " + value + ". Give a number.");
        return null;
    }

    private Bound time(JsonNode value, String member) {
        try {
            if (value.isTextual()) {
                return new Bound(value.textValue(), time(value.textValue()));
            }
        } catch (DateTimeException e) {
            // Reported below.
        }
        String example = type == Scalar.DATE
                ? "a date such as \"2024-12-31\""
                : type == Scalar.TIMESTAMP
                        ? "a time with its offset such as \"2024-12-31T23:59:59Z\""
                        : "a time without an offset such as \"2024-12-31T23:59:59\"";
        problems.add(where + " has " + member + " " + value + ". Write " + example + ".");
        return null;
    }

    private BigDecimal time(String text) {
        if (type == Scalar.DATE) {
            return BigDecimal.valueOf(LocalDate.parse(text).toEpochDay());
        }
        OffsetDateTime time = type == Scalar.TIMESTAMP
                ? OffsetDateTime.parse(text)
                : LocalDateTime.parse(text).atOffset(ZoneOffset.UTC);
        return BigDecimal.valueOf(time.toEpochSecond()).movePointRight(6).add(BigDecimal.valueOf(time.getNano(), 3));
    }
}
