package dev.lastmile.pipeline.ingest.text;

import java.io.Serializable;

/**
 * A record that does not fit, and the first reason.
 *
 * @param file as messages call it
 * @param line number of the line on which the record begins, from 1; of a Parquet file the row
 * @param offset of its first byte; in the text of a compressed file, and -1 where the encoding is transcoded
 * @param column of the contract, or null if it is about the whole record
 * @param value the text of the field, at most 200 characters, or null
 * @param rule what it breaks, such as {@code type integer}, {@code not null}, {@code max 30.0}, {@code 5 columns}
 */
public record Reject(String file, long line, long offset, String column, String value, String rule)
        implements Serializable {
    private static final int LONGEST_VALUE = 200;

    public Reject {
        if (value != null && value.length() > LONGEST_VALUE) {
            value = value.substring(0, LONGEST_VALUE) + "…";
        }
    }

    /** One sentence without its full stop. */
    @Override
    public String toString() {
        String what = column == null
                ? "the record" + (value == null ? "" : " \"" + value + "\"")
                : "column " + column + " is " + (value == null ? "null" : "\"" + value + "\"");
        return file + " line " + line + (offset < 0 ? "" : " (byte " + offset + ")") + ": " + what + "; the rule is "
                + rule;
    }
}
