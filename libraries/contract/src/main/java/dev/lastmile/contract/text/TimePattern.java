package dev.lastmile.contract.text;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * Dates and local times that are not written as in ISO 8601, by a pattern such as {@code dd.MM.yyyy} or
 * {@code M/d/yyyy h:mm a}. Not thread-safe.
 *
 * <p>Letters, of those of {@link java.time.format.DateTimeFormatter}: {@code yyyy} four digits of a year; {@code yy} two, of
 * 1970 to 2069; {@code M}, {@code d}, {@code H}, {@code h}, {@code m}, {@code s}, once or twice, one or two digits;
 * {@code MMM} the first three letters of an English month, {@code MMMM} all of them; {@code a} AM or PM. Everything else
 * stands for itself. Where a letter is there twice and another digit follows in the pattern, as in {@code yyyyMMdd}, two
 * digits are required. A pattern without {@code d} is of months, such as {@code yyyy-MM}, and reads the first day of one.
 */
public final class TimePattern {
    private static final long MICROS = 1_000_000;
    private static final String[] MONTHS = {
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december"
    };

    private final String pattern;
    private final List<Part> parts = new ArrayList<>();
    private final int[] values = new int[128];
    private final boolean isShortYear;

    /** Days since 1970-01-01. */
    public int day;
    /** Microseconds since 1970-01-01T00:00 of the local time. */
    public long micros;

    private byte[] bytes;
    private int at;
    private int to;

    private record Part(char letter, int count, boolean fixed) {}

    /**
     * @throws IllegalArgumentException naming the letter that is not known, or the part that is missing
     */
    public TimePattern(String pattern) {
        this.pattern = pattern;
        for (int i = 0; i < pattern.length(); ) {
            char letter = pattern.charAt(i);
            int end = i + 1;
            boolean isLetter = Character.isLetter(letter) && letter != 'T';
            if (isLetter && "yMdHhmsa".indexOf(letter) < 0) {
                throw new IllegalArgumentException("The date pattern " + pattern + " has the letter '" + letter
                        + "'. Use yyyy, yy, MM, MMM, MMMM, dd, HH, hh, mm, ss and a.");
            }
            while (isLetter && end < pattern.length() && pattern.charAt(end) == letter) {
                end++;
            }
            boolean fixed = end < pattern.length() && "yMdHhms".indexOf(pattern.charAt(end)) >= 0;
            parts.add(new Part(isLetter ? letter : '\0', isLetter ? end - i : letter, fixed));
            i = end;
        }
        isShortYear = parts.stream().anyMatch(part -> part.letter() == 'y' && part.count() == 2);
        boolean isMonth = !has('d') && !hasTime() && !has('m') && !has('s') && !has('a');
        if (!has('y') || !has('M') || !has('d') && !isMonth) {
            throw new IllegalArgumentException(
                    "The date pattern " + pattern + " lacks a year, month or day. Use one such as dd.MM.yyyy.");
        }
    }

    /** The pattern as it was given. */
    public String pattern() {
        return pattern;
    }

    /** Whether it has a time of day. */
    public boolean hasTime() {
        return has('H') || has('h');
    }

    /** Reads a date, and its time of day if the pattern has one; whether the bytes are one. */
    public boolean read(byte[] text, int from, int end) {
        bytes = text;
        at = from;
        to = end;
        values['H'] = 0;
        values['h'] = 0;
        values['m'] = 0;
        values['s'] = 0;
        values['a'] = -1;
        values['d'] = 1;
        for (Part part : parts) {
            if (!readPart(part)) {
                return false;
            }
        }
        return at == to && combine();
    }

    private boolean has(char letter) {
        return parts.stream().anyMatch(part -> part.letter() == letter);
    }

    private boolean readPart(Part part) {
        if (part.letter() == '\0') {
            boolean found = at < to && bytes[at] == part.count();
            at++;
            return found;
        }
        int value = switch (part.letter()) {
            case 'a' -> halfDay();
            case 'M' -> part.count() > 2 ? month(part.count() > 3) : digits(part);
            default -> digits(part);
        };
        values[part.letter()] = value;
        return value >= 0;
    }

    private int digits(Part part) {
        int least = part.count() == 4 ? 4 : part.fixed() || part.letter() == 'y' ? part.count() : 1;
        int most = Math.max(2, part.count());
        int from = at;
        int value = 0;
        while (at < to && at - from < most && bytes[at] >= '0' && bytes[at] <= '9') {
            value = value * 10 + bytes[at++] - '0';
        }
        return at - from < least ? -1 : value;
    }

    private int halfDay() {
        int half = at < to ? "ap".indexOf(Character.toLowerCase((char) bytes[at])) : -1;
        boolean isMark = half >= 0 && at + 1 < to && (bytes[at + 1] | 0x20) == 'm';
        at += 2;
        return isMark ? half : -1;
    }

    private int month(boolean whole) {
        for (int i = 0; i < MONTHS.length; i++) {
            String name = whole ? MONTHS[i] : MONTHS[i].substring(0, 3);
            if (at + name.length() <= to && matches(name)) {
                at += name.length();
                return i + 1;
            }
        }
        return -1;
    }

    private boolean matches(String name) {
        for (int i = 0; i < name.length(); i++) {
            if ((bytes[at + i] | 0x20) != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean combine() {
        int year = values['y'];
        if (isShortYear) {
            year += year < 70 ? 2000 : 1900;
        }
        int hour = values['H'];
        if (values['a'] >= 0) {
            if (values['h'] < 1 || values['h'] > 12) {
                return false;
            }
            hour = values['h'] % 12 + 12 * values['a'];
        }
        if (year < 1 || hour > 23 || values['m'] > 59 || values['s'] > 59) {
            return false;
        }
        try {
            day = (int) LocalDate.of(year, values['M'], values['d']).toEpochDay();
        } catch (DateTimeException e) {
            return false;
        }
        micros = (day * 86_400L + hour * 3600L + values['m'] * 60L + values['s']) * MICROS;
        return true;
    }

    @Override
    public String toString() {
        return pattern;
    }
}
