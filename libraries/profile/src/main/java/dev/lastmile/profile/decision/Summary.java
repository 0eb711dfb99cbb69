package dev.lastmile.profile.decision;

import dev.lastmile.profile.leakage.Leak;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The decisions in some lines, what a person should look at first. */
public final class Summary {
    private static final int MOST = 12;
    private static final Map<String, String> ONE =
            Map.of("numbers", "number", "booleans", "boolean", "categories", "category", "dates", "date");

    private Summary() {}

    /** The lines; no value of a column with personal data is among them. */
    public static List<String> lines(Decisions decisions) {
        List<String> lines = new ArrayList<>();
        for (Leak leak : decisions.leaks()) {
            lines.add("LEAK: " + leak + ": excluded. If it is known when the model is called, make it a feature.");
        }
        DatasetProfile profile = decisions.profile();
        lines.add(profile.file().name() + ": " + profile.file().rows() + " rows, "
                + profile.columns().size() + " columns; " + profile.format()
                + (profile.decimalSeparator() == ',' ? ", decimal commas" : "")
                + (profile.nullTokens().size() > 1 ? "; null is " + shown(profile.nullTokens()) : ""));
        lines.add(task(decisions));
        group(lines, decisions, "numbers", Treatment.NUMERIC);
        group(lines, decisions, "booleans", Treatment.BOOLEAN);
        group(lines, decisions, "categories", Treatment.CATEGORY, Treatment.FREQUENT_CATEGORY);
        group(lines, decisions, "dates", Treatment.DATE_PARTS, Treatment.TIME);
        lines.add(split(decisions));
        for (ColumnDecision column : decisions.columns()) {
            boolean dropped =
                    !column.treatment().isFeature() && column.treatment().ordinal() > Treatment.LEAK.ordinal();
            if (dropped) {
                lines.add("not used: " + column.column() + " ("
                        + column.treatment().toString().toLowerCase(Locale.ROOT) + ": " + column.reason() + ")");
            }
        }
        decisions.notes().forEach(note -> lines.add("note: " + note));
        return lines;
    }

    private static String task(Decisions decisions) {
        Task task = decisions.task();
        String label = decisions.label().column().source();
        return switch (task.kind()) {
            case REGRESSION -> "label " + label + ": regression";
            case BINARY -> "label " + label + ": two classes, positive is " + task.positive();
            case MULTICLASS -> "label " + label + ": " + task.classes().size() + " classes";
        };
    }

    private static String split(Decisions decisions) {
        return decisions
                .time()
                .map(time -> "split by time: " + time.column())
                .orElseGet(() -> decisions
                        .group()
                        .map(group -> "split by group: " + group.column())
                        .orElse("split at random, seeded"));
    }

    private static void group(List<String> lines, Decisions decisions, String what, Treatment... treatments) {
        List<ColumnDecision> columns = decisions.columns(treatments);
        if (columns.isEmpty()) {
            return;
        }
        List<String> names = columns.stream()
                .limit(MOST)
                .map(column -> column.column() + (column.hasNulls() ? "*" : ""))
                .toList();
        boolean nulls = columns.stream().anyMatch(ColumnDecision::hasNulls);
        lines.add(columns.size() + " " + (columns.size() == 1 ? ONE.get(what) : what) + ": " + String.join(", ", names)
                + (columns.size() > MOST ? ", …" : "") + (nulls ? " (* has nulls)" : ""));
    }

    private static String shown(List<String> tokens) {
        return String.join(
                ", ",
                tokens.stream()
                        .map(token -> token.isEmpty() ? "empty" : "'" + token + "'")
                        .toList());
    }
}
