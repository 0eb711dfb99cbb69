package dev.lastmile.pipeline.ingest;

/** What happens if records do not fit the contract. */
public enum OnReject {
    /** Nothing is published; the first few are reported, with their number. */
    FAIL,
    /** The others are published, and these go to {@code lake.raw.<name>_rejects} with the reason. */
    QUARANTINE;

    /** As options have it. */
    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
