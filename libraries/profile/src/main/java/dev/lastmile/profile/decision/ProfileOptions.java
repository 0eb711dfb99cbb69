package dev.lastmile.profile.decision;

import java.util.List;

/**
 * What a person says about a file. Everything but the label may be empty, and is found then.
 *
 * @param label name of the column to predict, as in the file; of a file without header its number, from 1
 * @param key column that identifies a row
 * @param time column that says when a row was true; the data are split by it
 * @param group column whose rows stay on one side of the split
 * @param ignore columns that are no features
 * @param task {@code classification}, {@code regression} or empty
 * @param dayFirst {@code day} or {@code month}: what comes first in dates such as 03/04/2024
 */
public record ProfileOptions(
        String label, String key, String time, String group, List<String> ignore, String task, String dayFirst) {
    public ProfileOptions {
        ignore = List.copyOf(ignore);
    }

    /** A label and nothing else. */
    public static ProfileOptions label(String label) {
        return new ProfileOptions(label, "", "", "", List.of(), "", "");
    }

    /** With a column that identifies a row. */
    public ProfileOptions withKey(String column) {
        return new ProfileOptions(label, column, time, group, ignore, task, dayFirst);
    }

    /** With a column of the time of a row. */
    public ProfileOptions withTime(String column) {
        return new ProfileOptions(label, key, column, group, ignore, task, dayFirst);
    }

    /** With a column whose rows stay together. */
    public ProfileOptions withGroup(String column) {
        return new ProfileOptions(label, key, time, column, ignore, task, dayFirst);
    }

    /** With columns that are no features. */
    public ProfileOptions withIgnored(List<String> columns) {
        return new ProfileOptions(label, key, time, group, columns, task, dayFirst);
    }

    /** With {@code classification} or {@code regression}. */
    public ProfileOptions withTask(String name) {
        return new ProfileOptions(label, key, time, group, ignore, name, dayFirst);
    }

    /** With {@code day} or {@code month}: what comes first in dates. */
    public ProfileOptions withFirstInDates(String part) {
        return new ProfileOptions(label, key, time, group, ignore, task, part);
    }
}
