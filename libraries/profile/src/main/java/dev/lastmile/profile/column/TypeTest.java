package dev.lastmile.profile.column;

import dev.lastmile.contract.text.NumberText;
import dev.lastmile.contract.text.TimePattern;
import dev.lastmile.contract.text.TimeText;
import dev.lastmile.profile.file.Cells;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Which types all values of a column have, by the readers of the ingestion; a type is out at the first value that is not. */
final class TypeTest {
    private static final String[] DATES = {
        "d.M.yyyy",
        "d/M/yyyy",
        "M/d/yyyy",
        "d-M-yyyy",
        "M-d-yyyy",
        "yyyy/M/d",
        "yyyy.M.d",
        "yyyyMMdd",
        "d.M.yy",
        "d/M/yy",
        "M/d/yy",
        "d MMM yyyy",
        "d-MMM-yyyy",
        "d-MMM-yy",
        "MMM d, yyyy",
        "MMMM d, yyyy",
        "d MMMM yyyy",
        "MMM d yyyy",
        "yyyy-MM",
        "yyyy/MM",
        "MM/yyyy",
        "MMM yyyy",
        "MMM-yy",
        "MMMM yyyy"
    };
    private static final String[] TIMES = {" H:mm", " H:mm:ss", " h:mm a", " h:mm:ss a"};
    private static final List<String> PATTERNS = patterns();

    private final NumberText point = new NumberText('.');
    private final NumberText comma = new NumberText(',');
    private final TimeText iso = new TimeText(ZoneOffset.UTC);
    private final BooleanWords booleans = new BooleanWords();

    private boolean integer = true;
    private boolean realPoint = true;
    private boolean realComma = true;
    private boolean isoDate = true;
    private boolean isoTime = true;
    private boolean isoLocal = true;
    private boolean bool = true;
    private boolean pointSeen;
    private boolean commaSeen;
    private boolean leadingZero;
    private List<TimePattern> patterns;
    private final NumberRange range = new NumberRange();
    private final TimeOrder order = new TimeOrder();

    private static List<String> patterns() {
        List<String> all = new ArrayList<>(List.of(DATES));
        for (String date : List.of(DATES).subList(0, 7)) {
            for (String time : TIMES) {
                all.add(date + time);
            }
        }
        all.add("M/d/yy H:mm");
        all.add("d/M/yy H:mm");
        return all;
    }

    void test(Cells.Kind kind, byte[] bytes, int from, int to) {
        boolean isString = kind == Cells.Kind.JSON_STRING;
        boolean isNumber = kind == Cells.Kind.JSON_NUMBER;
        if (integer || realPoint || realComma) {
            testNumber(isString || kind == Cells.Kind.JSON_BOOLEAN, bytes, from, to);
        }
        bool = bool && !isString && !isNumber && booleans.test(bytes, from, to);
        if (isNumber) {
            isoDate = false;
            isoTime = false;
            patterns = List.of();
        }
        testTime(bytes, from, to);
    }

    private void testNumber(boolean isOther, byte[] bytes, int from, int to) {
        if (isOther) {
            integer = false;
            realPoint = false;
            realComma = false;
            return;
        }
        boolean whole = (integer || realPoint || realComma) && point.readInteger(bytes, from, to);
        if (whole && !point.outOfRange) {
            leadingZero |= to - from > 1 && bytes[from] == '0';
            range.add(point.integer);
            return;
        }
        integer = false;
        if (realPoint) {
            realPoint = point.readDouble(bytes, from, to) && !point.outOfRange && Double.isFinite(point.real);
            pointSeen |= realPoint;
        }
        if (realComma) {
            realComma = comma.readDouble(bytes, from, to) && !comma.outOfRange && Double.isFinite(comma.real);
            commaSeen |= realComma;
        }
        if (realPoint || realComma) {
            range.add(realPoint ? point.real : comma.real);
        }
    }

    private void testTime(byte[] bytes, int from, int to) {
        if (isoDate) {
            isoDate = iso.readDate(bytes, from, to);
            if (isoDate) {
                isoTime = false;
                patterns = List.of();
                order.add(iso.day);
                return;
            }
        }
        if (isoTime) {
            isoLocal &= iso.readLocalTimestamp(bytes, from, to);
            isoTime = iso.readTimestamp(bytes, from, to);
            if (isoTime) {
                patterns = List.of();
                order.add(iso.micros);
                return;
            }
        }
        if (patterns == null) {
            patterns = new ArrayList<>();
            PATTERNS.forEach(pattern -> patterns.add(new TimePattern(pattern)));
        }
        if (!patterns.isEmpty()) {
            patterns.removeIf(pattern -> !pattern.read(bytes, from, to));
            if (!patterns.isEmpty()) {
                order.add(patterns.get(0).micros);
            }
        }
    }

    /** What is left. */
    TypeFacts facts() {
        List<String> left = patterns == null
                ? List.of()
                : patterns.stream().map(TimePattern::pattern).toList();
        TypeFacts.Number number = integer
                ? TypeFacts.Number.INTEGER
                : realPoint && pointSeen
                        ? TypeFacts.Number.REAL_POINT
                        : realComma && commaSeen ? TypeFacts.Number.REAL_COMMA : TypeFacts.Number.NONE;
        TypeFacts.Time time = isoDate
                ? TypeFacts.Time.DATE
                : isoTime
                        ? isoLocal ? TypeFacts.Time.LOCAL : TypeFacts.Time.INSTANT
                        : left.isEmpty() ? TypeFacts.Time.NONE : TypeFacts.Time.PATTERN;
        return new TypeFacts(
                number, time, left, bool ? booleans.words() : List.of(), leadingZero, range, order.isOrdered());
    }
}
