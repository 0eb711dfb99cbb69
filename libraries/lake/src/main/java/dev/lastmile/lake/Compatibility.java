package dev.lastmile.lake;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What has changed from one contract of a dataset to a later one, and whether data under the earlier can be read under
 * the later.
 *
 * @param changes in the order of the columns; empty if nothing but comments or the order of columns has changed
 */
public record Compatibility(List<Change> changes) {
    public Compatibility {
        changes = List.copyOf(changes);
    }

    /** A kind of change. */
    public enum Kind {
        /** A nullable column is new; earlier rows have null in it. */
        ADDED(true),
        /** A column is new and not nullable, so earlier rows lack it. */
        ADDED_NOT_NULL(false),
        /** A column is gone. */
        REMOVED(false),
        /** The type became one that holds every value of the earlier, as int to long. */
        WIDENED(true),
        /** The type became another, or a narrower one. */
        TYPE_CHANGED(false),
        /** A check was dropped or allows more. */
        RELAXED(true),
        /** A check is new or allows less: earlier rows may break it. */
        TIGHTENED(false),
        /** The column has another role, which says nothing about its values. */
        ROLE_CHANGED(true),
        /** A rule about the dataset changed; earlier snapshots were published under theirs. */
        DATASET_RULE(true);

        private final boolean compatible;

        Kind(boolean compatible) {
            this.compatible = compatible;
        }
    }

    /**
     * One change.
     *
     * @param column the column, or the columns of the key with commas between; empty for a rule about the dataset
     * @param reason says the change as a sentence without a full stop, e.g. {@code column id was removed}
     */
    public record Change(String column, Kind kind, String reason) {
        public boolean compatible() {
            return kind.compatible;
        }
    }

    /** Whether all data under the earlier contract can be read under the later. */
    public boolean compatible() {
        return changes.stream().allMatch(Change::compatible);
    }

    /** The changes that are not compatible. */
    public List<Change> incompatible() {
        return changes.stream().filter(change -> !change.compatible()).toList();
    }

    /** As {@code incompatible: column id was removed; column a: min 0 is new}. */
    @Override
    public String toString() {
        List<Change> shown = compatible() ? changes : incompatible();
        return (compatible() ? "compatible" : "incompatible") + (shown.isEmpty() ? "" : ": " + sentences(shown));
    }

    static String sentences(List<Change> changes) {
        return changes.stream().map(Change::reason).collect(Collectors.joining("; "));
    }
}
