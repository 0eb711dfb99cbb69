package dev.lastmile.contract.text;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Dates and timestamps of ISO 8601 in ASCII bytes: {@code 2026-03-01}, {@code 2026-03-01T12:30}, seconds and up to six
 * digits of a fraction, a blank in place of the T, an offset as {@code Z}, {@code +01:00}, {@code +0100} or {@code +01}.
 * Years are 0001 to 9999. Each method returns whether the bytes are one. Not thread-safe.
 */
public final class TimeText {
    private static final long MICROS = 1_000_000;

    private final ZoneId zone;

    /** Days since 1970-01-01. */
    public int day;
    /** Microseconds since 1970-01-01T00:00Z; of the local time if it has no offset. */
    public long micros;

    private byte[] bytes;
    private int at;
    private int to;
    private LocalDate date;
    private LocalTime time;
    private ZoneOffset offset;

    /**
     * @param zone of timestamps without an offset
     */
    public TimeText(ZoneId zone) {
        this.zone = zone;
    }

    /** The zone of timestamps without an offset. */
    public ZoneId zone() {
        return zone;
    }

    /** A date. */
    public boolean readDate(byte[] text, int from, int end) {
        begin(text, from, end);
        if (!date() || at != to) {
            return false;
        }
        day = (int) date.toEpochDay();
        return true;
    }

    /**
     * A moment. A local time is one of {@link #zone}; one that does not exist there, or exists twice, is not read.
     */
    public boolean readTimestamp(byte[] text, int from, int end) {
        if (!dateTime(text, from, end)) {
            return false;
        }
        LocalDateTime local = date.atTime(time);
        if (offset == null) {
            List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
            if (offsets.size() != 1) {
                return false;
            }
            offset = offsets.get(0);
        }
        micros = micros(local, offset);
        return true;
    }

    /** A local time, without an offset. */
    public boolean readLocalTimestamp(byte[] text, int from, int end) {
        if (!dateTime(text, from, end) || offset != null) {
            return false;
        }
        micros = micros(date.atTime(time), ZoneOffset.UTC);
        return true;
    }

    private static long micros(LocalDateTime local, ZoneOffset offset) {
        return local.toEpochSecond(offset) * MICROS + local.getNano() / 1000;
    }

    private void begin(byte[] text, int from, int end) {
        bytes = text;
        at = from;
        to = end;
        offset = null;
    }

    private boolean dateTime(byte[] text, int from, int end) {
        begin(text, from, end);
        return date() && (skip('T') || skip(' ')) && time() && offset() && at == to;
    }

    private boolean date() {
        int year = digits(4);
        int month = skip('-') ? digits(2) : -1;
        int dayOfMonth = month > 0 && skip('-') ? digits(2) : -1;
        if (year < 1 || month < 1 || dayOfMonth < 1) {
            return false;
        }
        try {
            date = LocalDate.of(year, month, dayOfMonth);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private boolean time() {
        int hour = digits(2);
        int minute = skip(':') ? digits(2) : -1;
        int second = skip(':') ? digits(2) : 0;
        int nano = skip('.') ? fraction() : 0;
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 || nano < 0) {
            return false;
        }
        time = LocalTime.of(hour, minute, second, nano);
        return true;
    }

    private int fraction() {
        int from = at;
        int value = 0;
        while (at < to && at - from < 6 && isDigit(bytes[at])) {
            value = value * 10 + bytes[at++] - '0';
        }
        if (at == from) {
            return -1;
        }
        for (int digits = at - from; digits < 9; digits++) {
            value *= 10;
        }
        // Further zeros are no loss; other digits would be.
        while (at < to && bytes[at] == '0') {
            at++;
        }
        return value;
    }

    private boolean offset() {
        if (at == to) {
            return true;
        }
        if (skip('Z')) {
            offset = ZoneOffset.UTC;
            return true;
        }
        boolean minus = skip('-');
        if (!minus && !skip('+')) {
            return false;
        }
        int hours = digits(2);
        int minutes = at == to ? 0 : skip(':') || at < to ? digits(2) : -1;
        if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59 || hours == 18 && minutes > 0) {
            return false;
        }
        int seconds = hours * 3600 + minutes * 60;
        offset = ZoneOffset.ofTotalSeconds(minus ? -seconds : seconds);
        return true;
    }

    private boolean skip(char expected) {
        boolean found = at < to && bytes[at] == expected;
        at += found ? 1 : 0;
        return found;
    }

    private int digits(int count) {
        if (at + count > to) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < count; i++) {
            if (!isDigit(bytes[at])) {
                return -1;
            }
            value = value * 10 + bytes[at++] - '0';
        }
        return value;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
