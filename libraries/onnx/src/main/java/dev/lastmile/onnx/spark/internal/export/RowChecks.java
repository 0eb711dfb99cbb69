package dev.lastmile.onnx.spark.internal.export;

import dev.lastmile.onnx.RowAction;
import dev.lastmile.onnx.internal.graph.ModelBuilder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The checks of all stages, in the order in which Spark comes to them.
 *
 * <p>That is not the order of the stages. Spark drops rows before it computes what the dropping does not need
 * (Catalyst's {@code PushPredicateThroughProject}), so that a row which one stage would fail on is left out without an
 * error if a later stage skips it; but it does not do so across a stage whose function it was told is not deterministic.
 */
final class RowChecks {
    private final List<List<RowCheck>> between = new ArrayList<>();

    RowChecks() {
        startBarrier();
    }

    /** Where the checks of the next stage go. */
    List<RowCheck> ofStage() {
        return between.get(between.size() - 1);
    }

    /** Says that nothing is dropped before the last stage because of a later one. */
    void startBarrier() {
        between.add(new ArrayList<>());
    }

    /** Those that count towards the outputs: errors in columns that are needed, and all rows that are skipped. */
    List<RowCheck> effective(ModelBuilder builder, List<String> outputs) {
        List<RowCheck> ordered = new ArrayList<>();
        between.forEach(checks -> ordered.addAll(ordered(builder, checks)));
        List<String> roots = new ArrayList<>(outputs);
        ordered.stream().filter(RowChecks::skips).forEach(check -> {
            roots.add(check.flags().name());
            roots.addAll(check.read());
        });
        Set<String> reached = builder.reach(roots);
        return ordered.stream()
                .filter(check -> skips(check) || isNeeded(check, reached))
                .toList();
    }

    private static Set<RowCheck> ordered(ModelBuilder builder, List<RowCheck> checks) {
        Set<RowCheck> ordered = new LinkedHashSet<>();
        for (int i = 0; i < checks.size(); i++) {
            RowCheck skip = checks.get(i);
            if (skips(skip)) {
                Set<String> needed = builder.reach(skip.read());
                checks.subList(0, i).stream()
                        .filter(earlier -> earlier.stage().equals(skip.stage()) || isNeeded(earlier, needed))
                        .forEach(ordered::add);
                ordered.add(skip);
            }
        }
        ordered.addAll(checks);
        return ordered;
    }

    private static boolean skips(RowCheck check) {
        return check.action() == RowAction.SKIP;
    }

    private static boolean isNeeded(RowCheck check, Set<String> reached) {
        return check.made().values().stream().anyMatch(value -> reached.contains(value.name()));
    }
}
