package dev.lastmile.profile.decision;

import dev.lastmile.profile.file.FileFacts;
import dev.lastmile.profile.file.FileFormat;
import dev.lastmile.profile.file.ProfileException;
import java.util.List;

/**
 * What a file is.
 *
 * @param file as a whole
 * @param format of its records
 * @param nullTokens texts that are null, the empty one first
 * @param quotedNulls whether they are null in quotes as well
 * @param decimalSeparator {@code .} or {@code ,}
 * @param columns in their order
 * @param sample of rows, seeded, in the order of the file; a cell is the stripped text, or null
 */
public record DatasetProfile(
        FileFacts file,
        FileFormat format,
        List<String> nullTokens,
        boolean quotedNulls,
        char decimalSeparator,
        List<ColumnProfile> columns,
        List<String[]> sample) {
    public DatasetProfile {
        nullTokens = List.copyOf(nullTokens);
        columns = List.copyOf(columns);
        sample = List.copyOf(sample);
    }

    /**
     * The column that a person names: as in the file, or as in the contract, or without a header by its number.
     *
     * @param what it is to be, such as {@code label}
     * @throws ProfileException with the closest names
     */
    public ColumnProfile require(String what, String wanted) {
        for (ColumnProfile column : columns) {
            if (column.source().equals(wanted) || column.name().equals(wanted)) {
                return column;
            }
        }
        if (!format.header() && !format.jsonLines() && wanted.matches("[0-9]{1,6}")) {
            int number = Integer.parseInt(wanted);
            if (number >= 1 && number <= columns.size()) {
                return columns.get(number - 1);
            }
        }
        List<String> closest = columns.stream()
                .map(ColumnProfile::source)
                .sorted(java.util.Comparator.comparingInt(name -> Distance.between(name, wanted)))
                .limit(5)
                .toList();
        String missing = wanted.isEmpty()
                ? "Name the column of " + file.name() + " that is the " + what + " with LABEL=…. "
                : file.name() + " has no column '" + wanted + "' for the " + what + ". ";
        throw new ProfileException(missing
                + (columns.size() > closest.size()
                        ? "The closest of its " + columns.size() + " columns are: "
                        : "Its columns are: ")
                + String.join(", ", closest)
                + (format.header() || format.jsonLines()
                        ? "."
                        : ". It has no header: give the number of a column, from 1."));
    }

    /** The cells of a column in the sample, null where they are null. */
    public String[] cells(ColumnProfile column) {
        int index = columns.indexOf(column);
        return sample.stream()
                .map(row -> row[index] == null || isNull(column, row[index]) ? null : row[index])
                .toArray(String[]::new);
    }

    private boolean isNull(ColumnProfile column, String text) {
        boolean isWord = nullTokens.contains(text);
        return isWord && (text.isEmpty() || !column.levels().containsKey(text));
    }
}
