package dev.lastmile.pipeline.ingest.text;

import dev.lastmile.contract.text.LineReader;
import dev.lastmile.pipeline.StepException;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;

/**
 * How records and values are written in a text file. Immutable; each {@code with} method returns a copy.
 *
 * @param kind CSV (any delimiter) or JSON lines
 * @param syntax of CSV
 * @param charset name of the encoding
 * @param nullTokens unquoted fields that are null; in a column that is not a string also quoted ones
 * @param decimalSeparator {@code .} or {@code ,}
 * @param zone of timestamps without an offset
 * @param extraColumns what a column means that the contract does not have
 * @param missingColumns what it means that a column of the contract is not in the header
 * @param values how single columns are written
 */
public record TextFormat(
        Kind kind,
        CsvSyntax syntax,
        String charset,
        List<String> nullTokens,
        char decimalSeparator,
        String zone,
        ExtraColumns extraColumns,
        MissingColumns missingColumns,
        ValueFormats values)
        implements Serializable {
    /** No quote. */
    public static final char NONE = '\0';

    /** The syntax of records. */
    public enum Kind {
        /** Fields with a delimiter between them. */
        CSV,
        /** One JSON object per line. */
        JSON_LINES
    }

    /** What becomes of columns that the contract does not have. */
    public enum ExtraColumns {
        /** The file, or the JSON record, is rejected. */
        FAIL,
        /** They are not read. */
        IGNORE
    }

    /** What becomes of columns of the contract that a header does not have. */
    public enum MissingColumns {
        /** The file is rejected. */
        FAIL,
        /** They are null, if the contract allows it. */
        NULL
    }

    /**
     * @throws StepException naming the option that does not fit
     */
    public TextFormat {
        nullTokens = List.copyOf(nullTokens);
        if (decimalSeparator != '.' && decimalSeparator != ',') {
            throw new StepException("The decimal separator is '" + decimalSeparator + "'. Give a point or a comma.");
        }
        try {
            Charset.forName(charset);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new StepException("The encoding " + charset + " does not exist. Give one such as UTF-8, UTF-16,"
                    + " ISO-8859-1 or windows-1252.");
        }
        try {
            ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw new StepException(
                    "The time zone " + zone + " does not exist. Give one such as UTC or Europe/Berlin.");
        }
    }

    /** A header, commas, double quotes, UTF-8, UTC; an empty field is null. */
    public static TextFormat csv() {
        return new TextFormat(
                Kind.CSV,
                CsvSyntax.RFC_4180,
                "UTF-8",
                List.of(""),
                '.',
                "UTC",
                ExtraColumns.FAIL,
                MissingColumns.FAIL,
                ValueFormats.DEFAULT);
    }

    /** As {@link #csv}, with tabs. */
    public static TextFormat tsv() {
        return csv().withDelimiter('\t');
    }

    /** One JSON object per line; a key that is missing is null. */
    public static TextFormat jsonLines() {
        CsvSyntax unused = new CsvSyntax(false, ',', '"', '"', false);
        return new TextFormat(
                Kind.JSON_LINES,
                unused,
                "UTF-8",
                List.of(),
                '.',
                "UTC",
                ExtraColumns.FAIL,
                MissingColumns.NULL,
                ValueFormats.DEFAULT);
    }

    /** With another character between fields. */
    public TextFormat withDelimiter(char delimiter) {
        return with(new CsvSyntax(syntax.header(), delimiter, syntax.quote(), syntax.escape(), syntax.multiLine()));
    }

    /** Without a header: the fields are the contract's columns in their order. */
    public TextFormat withoutHeader() {
        return with(new CsvSyntax(false, syntax.delimiter(), syntax.quote(), syntax.escape(), syntax.multiLine()));
    }

    /**
     * With other quotes.
     *
     * @param quote or {@link #NONE}
     * @param escape the quote itself, or another character such as a backslash
     */
    public TextFormat withQuote(char quote, char escape) {
        return with(new CsvSyntax(syntax.header(), syntax.delimiter(), quote, escape, syntax.multiLine()));
    }

    /** With line breaks in quoted fields. */
    public TextFormat withMultiLine() {
        return with(new CsvSyntax(syntax.header(), syntax.delimiter(), syntax.quote(), syntax.escape(), true));
    }

    private TextFormat with(CsvSyntax other) {
        return new TextFormat(
                kind, other, charset, nullTokens, decimalSeparator, zone, extraColumns, missingColumns, values);
    }

    /** In another encoding. */
    public TextFormat withCharset(String other) {
        return new TextFormat(
                kind, syntax, other, nullTokens, decimalSeparator, zone, extraColumns, missingColumns, values);
    }

    /** With other words for null; the empty text is one of them only if it is in the list. */
    public TextFormat withNullTokens(List<String> others) {
        return new TextFormat(
                kind, syntax, charset, others, decimalSeparator, zone, extraColumns, missingColumns, values);
    }

    /** With a comma or a point. */
    public TextFormat withDecimalSeparator(char other) {
        return new TextFormat(kind, syntax, charset, nullTokens, other, zone, extraColumns, missingColumns, values);
    }

    /** With timestamps of another time zone. */
    public TextFormat withZone(String other) {
        return new TextFormat(
                kind, syntax, charset, nullTokens, decimalSeparator, other, extraColumns, missingColumns, values);
    }

    /** With other outcomes for columns that differ from the contract's. */
    public TextFormat withColumns(ExtraColumns extra, MissingColumns missing) {
        return new TextFormat(kind, syntax, charset, nullTokens, decimalSeparator, zone, extra, missing, values);
    }

    /**
     * With dates or local times of a column that are not written as in ISO 8601.
     *
     * @param pattern such as {@code dd.MM.yyyy}; see {@link dev.lastmile.contract.text.TimePattern}
     */
    public TextFormat withTimePattern(String column, String pattern) {
        return with(values.withTimePattern(column, pattern));
    }

    /** With other words for true and false in a column, in any case. */
    public TextFormat withBooleans(String column, String yes, String no) {
        return with(values.withBooleans(column, yes, no));
    }

    /** With null tokens that are null in quotes as well, in every column. */
    public TextFormat withQuotedNulls() {
        return with(new ValueFormats(values.timePatterns(), values.booleanWords(), true, values.trim()));
    }

    /** With blanks around strings that are no part of them, and that null tokens do not have. */
    public TextFormat withTrim() {
        return with(new ValueFormats(values.timePatterns(), values.booleanWords(), values.quotedNulls(), true));
    }

    private TextFormat with(ValueFormats other) {
        return new TextFormat(
                kind, syntax, charset, nullTokens, decimalSeparator, zone, extraColumns, missingColumns, other);
    }

    /** Whether a header names the columns. */
    public boolean header() {
        return syntax.header();
    }

    /** Whether a byte below 128 is that ASCII character everywhere, so that the bytes are parsed as they are. */
    public boolean isAsciiTransparent() {
        String name = Charset.forName(charset).name().toUpperCase(Locale.ROOT);
        return name.equals("UTF-8")
                || name.equals("US-ASCII")
                || name.startsWith("ISO-8859-")
                || name.startsWith("WINDOWS-125");
    }

    /** The encoding that {@link LineReader} sees: the file's, or UTF-8 where it is transcoded. */
    public Charset parsedCharset() {
        return isAsciiTransparent() ? Charset.forName(charset) : StandardCharsets.UTF_8;
    }

    /** Whether several tasks may read one file that is not compressed. */
    public boolean isSplittable() {
        return isAsciiTransparent() && !syntax.multiLine();
    }
}
