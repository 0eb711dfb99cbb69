package dev.lastmile.lake;

/** Is told how far a publication has come; for progress, and for tests that stop there. */
@FunctionalInterface
public interface PublishObserver {
    /** Observes nothing. */
    PublishObserver NONE = (boundary, dataset) -> {};

    /** A point between two changes to the table. */
    enum Boundary {
        /** The table is ready; no row is written yet. */
        BEFORE_COMMIT,
        /** The rows are on the run's branch, not checked yet. */
        AFTER_COMMIT,
        /** The rows are checked and tagged, {@code main} is not moved yet. */
        AFTER_TAG,
        /** {@code main} is moved: every reader sees the snapshot. */
        AFTER_PUBLISH
    }

    /** Called on the publishing thread; what it throws ends the publication. */
    void reached(Boundary boundary, DatasetName dataset);
}
