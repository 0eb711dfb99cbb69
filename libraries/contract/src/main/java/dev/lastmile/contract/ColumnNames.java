package dev.lastmile.contract;

import java.text.Normalizer;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Maps column names as people have them to names that SQL, Spark ML, ONNX and URLs take without quoting.
 *
 * <p>A name of ASCII letters, digits and underscores that does not begin with a digit stays as it is. Of any other:
 *
 * <ol>
 *   <li>Latin letters lose their accents, compatibility characters become what they stand for (Unicode NFKD), and
 *       {@code ß æ œ ø đ ł þ ı} become {@code ss ae oe o d l th i};
 *   <li>{@code %} becomes the word {@code percent};
 *   <li>each run of characters that are not letters, marks, digits or underscores becomes one underscore; letters of other
 *       scripts stay;
 *   <li>underscores at the ends are dropped, and one is put in front of a digit;
 *   <li>where nothing is left, the name is {@code column_} and the column's position, from 1.
 * </ol>
 *
 * <p>The same name always gives the same result, apart from the last rule. Case stays.
 */
public final class ColumnNames {
    private static final Pattern SAFE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern ACCENTS = Pattern.compile("(\\p{IsLatin})\\p{Mn}+");
    private static final Pattern OTHER = Pattern.compile("[^\\p{L}\\p{M}\\p{Nd}_]+");
    private static final Pattern ENDS = Pattern.compile("^_+|_+$");
    private static final Map<String, String> LETTERS = Map.ofEntries(
            Map.entry("ß", "ss"),
            Map.entry("ẞ", "SS"),
            Map.entry("æ", "ae"),
            Map.entry("Æ", "AE"),
            Map.entry("œ", "oe"),
            Map.entry("Œ", "OE"),
            Map.entry("ø", "o"),
            Map.entry("Ø", "O"),
            Map.entry("đ", "d"),
            Map.entry("Đ", "D"),
            Map.entry("ł", "l"),
            Map.entry("Ł", "L"),
            Map.entry("þ", "th"),
            Map.entry("Þ", "TH"),
            Map.entry("ı", "i"));

    private ColumnNames() {}

    /**
     * The name of a column.
     *
     * @param source as the file has it
     * @param position of the column, from 1; for names without a letter or digit
     */
    public static String safe(String source, int position) {
        if (SAFE.matcher(source).matches()) {
            return source;
        }
        String text = ACCENTS.matcher(Normalizer.normalize(source, Normalizer.Form.NFKD))
                .replaceAll("$1");
        text = Normalizer.normalize(text, Normalizer.Form.NFC);
        for (Map.Entry<String, String> letter : LETTERS.entrySet()) {
            text = text.replace(letter.getKey(), letter.getValue());
        }
        text = OTHER.matcher(text.replace("%", " percent ")).replaceAll("_");
        text = ENDS.matcher(text).replaceAll("");
        if (text.isEmpty()) {
            return "column_" + position;
        }
        return Character.isDigit(text.codePointAt(0)) ? "_" + text : text;
    }
}
