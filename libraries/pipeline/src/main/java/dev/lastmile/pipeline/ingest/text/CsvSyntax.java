package dev.lastmile.pipeline.ingest.text;

import dev.lastmile.contract.text.CsvTokenizer;
import dev.lastmile.pipeline.StepException;
import java.io.Serializable;

/**
 * How the records of a CSV file are divided into fields.
 *
 * @param header whether the first line that is not blank names the columns
 * @param delimiter between fields, one ASCII character
 * @param quote around a field that has the delimiter in it, one ASCII character, or {@link TextFormat#NONE}
 * @param escape before a quote within quotes; the quote itself means that a quote is doubled
 * @param multiLine whether quoted fields may have line breaks; such a file is read by one task
 */
public record CsvSyntax(boolean header, char delimiter, char quote, char escape, boolean multiLine)
        implements Serializable {
    /** A header, commas, double quotes that are doubled within quotes, a record per line. */
    public static final CsvSyntax RFC_4180 = new CsvSyntax(true, ',', '"', '"', false);

    /**
     * @throws StepException naming the character that does not fit
     */
    public CsvSyntax {
        requireAscii("delimiter", delimiter);
        requireAscii("quote", quote);
        requireAscii("escape", escape);
        if (delimiter == TextFormat.NONE || delimiter == quote || delimiter == '\n' || delimiter == '\r') {
            throw new StepException("The delimiter and the quote of a CSV file are the same, or a line break."
                    + " Give two different characters.");
        }
    }

    CsvTokenizer tokenizer() {
        return new CsvTokenizer(delimiter, quote, escape);
    }

    private static void requireAscii(String option, char value) {
        if (value > 127) {
            throw new StepException("The " + option + " '" + value + "' is not an ASCII character. Convert the file.");
        }
    }
}
