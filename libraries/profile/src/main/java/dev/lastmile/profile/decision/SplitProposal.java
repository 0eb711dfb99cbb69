package dev.lastmile.profile.decision;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Proposes a split by time or by group where the data have one. */
final class SplitProposal {
    private final DatasetProfile profile;
    private final Map<ColumnProfile, ColumnDecision> decided;
    private final List<String> notes;
    private final Task task;

    SplitProposal(DatasetProfile profile, Task task, Map<ColumnProfile, ColumnDecision> decided, List<String> notes) {
        this.profile = profile;
        this.task = task;
        this.decided = decided;
        this.notes = notes;
    }

    void propose() {
        boolean hasTime = has(Treatment.TIME);
        boolean hasGroup = has(Treatment.GROUP);
        Optional<ColumnProfile> ordered = profile.columns().stream()
                .filter(column -> decided.get(column).treatment() == Treatment.DATE_PARTS)
                .filter(column -> column.nulls() == 0 && column.facts().types().ordered() && column.distinct() > 10)
                .findFirst();
        if (!hasTime && !hasGroup && ordered.isPresent()) {
            ColumnProfile column = ordered.get();
            decided.put(column, new ColumnDecision(column, Treatment.TIME, "the rows are ordered by it"));
            notes.add("The rows are ordered by " + column + ": the last ones are the test rows. Lags are not built"
                    + (task.isSeries(column) ? ", and the baseline is the last value of the label." : "."));
        } else if (!hasTime) {
            profile.columns().stream()
                    .filter(column -> decided.get(column).treatment() == Treatment.DATE_PARTS)
                    .findFirst()
                    .ifPresent(column -> notes.add("If the model is to predict the future, split by time: TIME="
                            + column + ". Without it the split is at random."));
        }
        if (!hasGroup && !hasTime && ordered.isEmpty()) {
            profile.columns().stream()
                    .filter(this::isGroup)
                    .findFirst()
                    .ifPresent(column -> notes.add("Rows of one " + column
                            + " may be alike: keep them on one side of the split with GROUP=" + column + "."));
        }
    }

    private boolean has(Treatment treatment) {
        return decided.values().stream().anyMatch(decision -> decision.treatment() == treatment);
    }

    // Identifiers with a few rows each, such as those of customers.
    private boolean isGroup(ColumnProfile column) {
        Treatment treatment = decided.get(column).treatment();
        boolean identifies = treatment == Treatment.IDENTIFIER || treatment == Treatment.PERSONAL;
        return identifies
                && column.nulls() == 0
                && !column.isUnique()
                && !column.facts().types().range().isRepeatedSequence()
                && column.distinct() > 20
                && column.distinct() < column.values() * 0.8;
    }
}
