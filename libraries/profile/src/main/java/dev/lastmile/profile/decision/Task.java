package dev.lastmile.profile.decision;

import java.util.List;

/**
 * What the model predicts.
 *
 * @param kind of the label
 * @param classes as text, the most frequent first; empty for regression
 * @param positive of the classes, for two of them; else empty
 */
public record Task(Kind kind, List<String> classes, String positive) {
    /** Kinds of labels. */
    public enum Kind {
        /** Two classes. */
        BINARY,
        /** More classes. */
        MULTICLASS,
        /** A number. */
        REGRESSION
    }

    public Task {
        classes = List.copyOf(classes);
    }

    /** Whether the rows are a series of numbers: one row for each moment of the column. */
    public boolean isSeries(ColumnProfile time) {
        return kind == Kind.REGRESSION && time.isUnique();
    }

    /** Whether it has classes. */
    public boolean isClassification() {
        return kind != Kind.REGRESSION;
    }
}
