package dev.lastmile.lake.internal;

import java.util.Locale;

/** What becomes of the rows of the snapshot before. */
public enum EarlierRows {
    /** The next snapshot has the new rows only. */
    REPLACE,
    /** The next snapshot has both. */
    APPEND,
    /** As {@code APPEND}, without the earlier rows whose key one of the new rows has. */
    UPSERT;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
