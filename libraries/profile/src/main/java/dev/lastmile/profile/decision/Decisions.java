package dev.lastmile.profile.decision;

import dev.lastmile.profile.leakage.Leak;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a project does with a file. Immutable.
 *
 * @param profile that they follow from
 * @param task of the label
 * @param columns one decision for each, in the order of the file
 * @param leaks columns that determine the label
 * @param notes what else a person should look at, a sentence or two each
 */
public record Decisions(
        DatasetProfile profile, Task task, List<ColumnDecision> columns, List<Leak> leaks, List<String> notes) {
    public Decisions {
        columns = List.copyOf(columns);
        leaks = List.copyOf(leaks);
        notes = List.copyOf(notes);
    }

    /** The label. */
    public ColumnDecision label() {
        return columns(Treatment.LABEL).get(0);
    }

    /** The decisions with one of the treatments, in the order of the file. */
    public List<ColumnDecision> columns(Treatment... treatments) {
        return columns.stream()
                .filter(column -> Arrays.asList(treatments).contains(column.treatment()))
                .toList();
    }

    /** The columns that the model sees. */
    public List<ColumnDecision> features() {
        return columns.stream().filter(column -> column.treatment().isFeature()).toList();
    }

    /** The column of the treatment time. */
    public Optional<ColumnDecision> time() {
        return columns(Treatment.TIME).stream().findFirst();
    }

    /** The column of the treatment group. */
    public Optional<ColumnDecision> group() {
        return columns(Treatment.GROUP).stream().findFirst();
    }

    /** Rows without a label, which are no use for training and evaluation. */
    public long rowsWithoutLabel() {
        return label().column().nulls();
    }
}
