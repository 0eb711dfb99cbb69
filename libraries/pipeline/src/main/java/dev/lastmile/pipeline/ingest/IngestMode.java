package dev.lastmile.pipeline.ingest;

/** What becomes of the rows that are in already. */
public enum IngestMode {
    /** They stay; files that are in already add no rows. */
    APPEND,
    /** The next snapshot has the rows of the given files only. */
    REPLACE;

    /** As options have it. */
    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
