package dev.lastmile.lake;

/** Names a published snapshot of a dataset: by its id, by its tag, or as the current one. */
public sealed interface SnapshotRef {
    /** The snapshot with this id. */
    static SnapshotRef id(long id) {
        return new Id(id);
    }

    /** The snapshot with this tag, e.g. {@code run-7f3c}. */
    static SnapshotRef tag(String tag) {
        return new Tag(tag);
    }

    /** The snapshot that was published last. */
    static SnapshotRef current() {
        return new Current();
    }

    /** By id. */
    record Id(long id) implements SnapshotRef {
        @Override
        public String toString() {
            return "snapshot " + id;
        }
    }

    /** By tag. */
    record Tag(String tag) implements SnapshotRef {
        @Override
        public String toString() {
            return "tag " + tag;
        }
    }

    /** The one published last. */
    record Current() implements SnapshotRef {
        @Override
        public String toString() {
            return "current snapshot";
        }
    }
}
