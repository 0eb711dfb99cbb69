package dev.lastmile.pipeline.report.chart;

/** Text in HTML and XML. */
public final class Markup {
    private static final char REPLACEMENT = '\uFFFD';
    private static final String ELLIPSIS = "…";

    private Markup() {}

    /**
     * Text that is text wherever it stands, in an element or a quoted attribute: names of columns and labels are data of
     * anybody. Characters that XML does not allow, such as NUL or half a surrogate pair, become U+FFFD.
     */
    public static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(character -> {
            switch (character) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isAllowed(character) ? character : REPLACEMENT);
            }
        });
        return escaped.toString();
    }

    /** A label or value as it is read: in quotes where it would not be seen, empty or with blanks at its ends. */
    public static String visible(String text) {
        return text.isEmpty() || !text.strip().equals(text) ? '"' + text + '"' : text;
    }

    // https://www.w3.org/TR/xml/#charsets, without the C1 controls that it discourages.
    private static boolean isAllowed(int character) {
        return character == '\t'
                || character == '\n'
                || character == '\r'
                || character >= 0x20 && character < 0x7F
                || character >= 0xA0 && character <= 0xD7FF
                || character >= 0xE000 && character <= 0xFFFD
                || character >= 0x10000;
    }

    /**
     * The text, or its beginning and its end where it would be wider than so many pixels of a chart: names that begin alike
     * are told apart by their ends.
     */
    static String shortened(String text, double width) {
        if (width(text) <= width) {
            return text;
        }
        int[] characters = text.codePoints().toArray();
        double free = width - width(ELLIPSIS);
        int head = 0;
        int tail = characters.length;
        double used = 0;
        // Two characters of the beginning for each one of the end.
        for (int taken = 0; head < tail; taken++) {
            int next = taken % 3 < 2 ? characters[head] : characters[tail - 1];
            used += width(next);
            if (used > free) {
                break;
            } else if (taken % 3 < 2) {
                head++;
            } else {
                tail--;
            }
        }
        return new String(characters, 0, head) + ELLIPSIS + new String(characters, tail, characters.length - tail);
    }

    /** An upper estimate of a text's width in common sans-serif fonts, so that it is the same on every machine. */
    static double width(String text) {
        return text.codePoints().mapToDouble(Markup::width).sum();
    }

    private static double width(int character) {
        if (character >= 0x1100) {
            return character == '…' || character >= 0x2010 && character < 0x2030
                    ? Canvas.FONT_SIZE
                    : 1.3 * Canvas.FONT_SIZE;
        } else if ("MWmw@%".indexOf(character) >= 0) {
            return 0.95 * Canvas.FONT_SIZE;
        }
        return ("iljtf.,:;|'!()[] 1".indexOf(character) >= 0 ? 0.45 : Character.isUpperCase(character) ? 0.74 : 0.62)
                * Canvas.FONT_SIZE;
    }
}
