package dev.lastmile.profile.file;

import dev.lastmile.contract.text.CsvTokenizer;

/**
 * How the records of a file are written.
 *
 * @param jsonLines whether each line is a JSON object; the other members about fields have no meaning then
 * @param gzip whether it is compressed
 * @param charset UTF-8, UTF-16, UTF-16LE, UTF-16BE, windows-1252 or ISO-8859-1
 * @param delimiter between fields
 * @param quote around fields, or {@link CsvTokenizer#NONE}
 * @param escape of quotes; the quote itself if it is doubled
 * @param header whether the first line names the columns
 */
public record FileFormat(
        boolean jsonLines, boolean gzip, String charset, char delimiter, char quote, char escape, boolean header) {
    /** In another encoding. */
    public FileFormat withCharset(String other) {
        return new FileFormat(jsonLines, gzip, other, delimiter, quote, escape, header);
    }

    /** Whether the file is decoded to UTF-8 before it is parsed, since a byte below 128 is not ASCII in it. */
    boolean isTranscoded() {
        return charset.startsWith("UTF-16");
    }

    CsvTokenizer tokenizer() {
        return new CsvTokenizer(delimiter, quote, escape);
    }

    /** For people, such as {@code CSV, semicolons, windows-1252, header}. */
    @Override
    public String toString() {
        String compressed = gzip ? ", gzip" : "";
        if (jsonLines) {
            return "JSON lines, " + charset + compressed;
        }
        String between = switch (delimiter) {
            case ',' -> "commas";
            case ';' -> "semicolons";
            case '\t' -> "tabs";
            default -> "'" + delimiter + "'";
        };
        return "CSV, " + between + ", " + charset + (header ? ", header" : ", no header") + compressed;
    }
}
