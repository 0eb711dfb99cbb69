package dev.lastmile.profile.decision;

/** What becomes of a column. */
public enum Treatment {
    /** It is predicted. */
    LABEL,
    /** It identifies a row. */
    KEY,
    /** It says when a row was true: the data are split by it, and its parts are features as those of other dates. */
    TIME,
    /** Its rows stay on one side of the split. */
    GROUP,
    /** A number: median and an indicator where it is missing, scaled. */
    NUMERIC,
    /** A boolean: 0 or 1. */
    BOOLEAN,
    /** One of a few texts: one number per category, and one for null and texts that are new. */
    CATEGORY,
    /** One of many texts: the most frequent have a number each, the others none. */
    FREQUENT_CATEGORY,
    /** A date or timestamp: its parts as numbers. */
    DATE_PARTS,
    /** Dropped: it determines the label. */
    LEAK,
    /** Dropped: it identifies a row or a thing. */
    IDENTIFIER,
    /** Dropped: personal data. */
    PERSONAL,
    /** Dropped: text. */
    TEXT,
    /** Dropped: one value, none, or hardly any. */
    CONSTANT,
    /** Dropped: a person said so. */
    IGNORED;

    /** Whether the model sees the column. */
    public boolean isFeature() {
        return this == TIME
                || this == NUMERIC
                || this == BOOLEAN
                || this == CATEGORY
                || this == FREQUENT_CATEGORY
                || this == DATE_PARTS;
    }
}
