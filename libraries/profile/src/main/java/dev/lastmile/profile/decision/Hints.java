package dev.lastmile.profile.decision;

import dev.lastmile.contract.ColumnType;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** Adds notes about what a person may want to change in the file. */
final class Hints {
    private static final Pattern MARKED_NUMBER = Pattern.compile(
            "[+-]?[$€£]?\\s?[0-9]{1,3}([,.' ][0-9]{3})+([.,][0-9]+)?|[$€£]\\s?-?[0-9.,]+|-?[0-9.,]+\\s?[%€]");

    private final DatasetProfile profile;
    private final List<String> notes;

    Hints(DatasetProfile profile, List<String> notes) {
        this.profile = profile;
        this.notes = notes;
    }

    void add(ColumnProfile label) {
        if (label.nulls() > 0) {
            notes.add(label.nulls() + " of " + profile.file().rows() + " rows have no " + label
                    + ": they are not used for training and evaluation.");
        }
        if (profile.file().rejected() > 0) {
            notes.add(profile.file().rejected() + " records do not fit, the first in line "
                    + profile.file().firstRejectedLine() + ": ingest them with --on-reject quarantine.");
        }
        for (ColumnProfile column : profile.columns()) {
            String[] values = Arrays.stream(profile.cells(column))
                    .filter(Objects::nonNull)
                    .limit(1000)
                    .toArray(String[]::new);
            boolean marked = column.type() == ColumnType.Scalar.STRING
                    && values.length > 0
                    && Arrays.stream(values)
                            .allMatch(value -> MARKED_NUMBER.matcher(value).matches());
            // Phone numbers have separators, too, and an example would print one.
            if (marked && PersonalData.reason(column, values).isEmpty()) {
                notes.add("Column " + column + " has numbers with separators or units, such as " + values[0]
                        + ", and is taken as text. Write them as plain numbers.");
            }
        }
    }
}
