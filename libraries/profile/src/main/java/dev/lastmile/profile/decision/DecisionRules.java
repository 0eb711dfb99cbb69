package dev.lastmile.profile.decision;

import dev.lastmile.profile.file.ProfileException;
import dev.lastmile.profile.leakage.Leak;
import dev.lastmile.profile.leakage.LeakSearch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Decides what a project does with a file. */
public final class DecisionRules {
    private static final Set<Treatment> NEVER =
            EnumSet.of(Treatment.IDENTIFIER, Treatment.PERSONAL, Treatment.CONSTANT);

    private final DatasetProfile profile;
    private final ProfileOptions options;
    private final List<String> notes = new ArrayList<>();
    private final Map<ColumnProfile, ColumnDecision> decided = new HashMap<>();

    private DecisionRules(DatasetProfile profile, ProfileOptions options) {
        this.profile = profile;
        this.options = options;
    }

    /**
     * Decides.
     *
     * @throws ProfileException if a column does not exist, or the label cannot be learned
     */
    public static Decisions decide(DatasetProfile profile, ProfileOptions options) {
        return new DecisionRules(profile, options).decide();
    }

    private Decisions decide() {
        ColumnProfile label = profile.require("label", options.label());
        Task task = new LabelRules(profile, options.task(), notes).task(label);
        put(label, Treatment.LABEL, "what is predicted");
        named();
        ColumnDecisionRules rules = new ColumnDecisionRules(profile);
        List<Leak> leaks = leaks(label, task, rules);
        for (ColumnProfile column : profile.columns()) {
            decided.computeIfAbsent(column, rules::decide);
        }
        new SplitProposal(profile, task, decided, notes).propose();
        dropWithoutValues();
        List<ColumnDecision> columns =
                profile.columns().stream().map(decided::get).toList();
        if (columns.stream().noneMatch(column -> column.treatment().isFeature())) {
            throw new ProfileException(profile.file().name() + " has no column that can be a feature: "
                    + String.join(
                            "; ",
                            columns.stream()
                                    .filter(column -> column.treatment() != Treatment.LABEL)
                                    .limit(8)
                                    .map(column -> column.column() + ": " + column.reason())
                                    .toList())
                    + (columns.size() == 1 ? "it has one column. Check the delimiter" : "") + ".");
        }
        new Hints(profile, notes).add(label);
        return new Decisions(profile, task, columns, leaks, notes);
    }

    private void named() {
        if (!options.key().isEmpty()) {
            ColumnProfile key = profile.require("key", options.key());
            if (!key.isUnique()) {
                throw new ProfileException("The key " + key + " is not different in every row: it has "
                        + key.distinct() + " values in " + profile.file().rows() + " rows, and " + key.nulls()
                        + " nulls. Choose another with KEY=…, or leave it out: then the line number is the key.");
            }
            requireFree(key, "key");
            put(key, Treatment.KEY, "the key that was named");
        }
        if (!options.time().isEmpty()) {
            ColumnProfile time = profile.require("time", options.time());
            if (!time.type().isTemporal()) {
                throw new ProfileException("The time column " + time + " is " + time.type()
                        + ", not a date or timestamp. Choose another with TIME=….");
            } else if (time.nulls() > 0) {
                throw new ProfileException("The time column " + time + " is null in " + time.nulls() + " of "
                        + profile.file().rows() + " rows, which are on no side of a split by time. Fill it, or choose"
                        + " another with TIME=….");
            }
            requireFree(time, "time");
            put(time, Treatment.TIME, "the time column that was named");
        }
        if (!options.group().isEmpty()) {
            ColumnProfile group = profile.require("group", options.group());
            requireFree(group, "group");
            put(group, Treatment.GROUP, "the group column that was named");
        }
        for (String name : options.ignore()) {
            ColumnProfile ignored = profile.require("column to ignore", name);
            requireFree(ignored, "column to ignore");
            put(ignored, Treatment.IGNORED, "as you said");
        }
    }

    private void requireFree(ColumnProfile column, String what) {
        if (decided.containsKey(column)) {
            throw new ProfileException("Column " + column + " is the " + what + " and the "
                    + decided.get(column).treatment().toString().toLowerCase(java.util.Locale.ROOT)
                    + " as well. Name different columns.");
        }
    }

    // The median of no value does not exist.
    private void dropWithoutValues() {
        TrainingSide side = TrainingSide.of(profile, with(Treatment.TIME));
        for (ColumnProfile column : profile.columns()) {
            Treatment treatment = decided.get(column).treatment();
            boolean isFilled = treatment == Treatment.NUMERIC || treatment == Treatment.DATE_PARTS;
            if (isFilled && !side.hasValues(column)) {
                put(
                        column,
                        Treatment.CONSTANT,
                        "values in " + column.values() + " of " + profile.file().rows() + " rows"
                                + (with(Treatment.TIME).isPresent() ? ", and hardly any in the first ones" : ""));
            }
        }
    }

    private Optional<ColumnProfile> with(Treatment treatment) {
        return decided.values().stream()
                .filter(decision -> decision.treatment() == treatment)
                .map(ColumnDecision::column)
                .findFirst();
    }

    private void put(ColumnProfile column, Treatment treatment, String reason) {
        decided.put(column, new ColumnDecision(column, treatment, reason));
    }

    private List<Leak> leaks(ColumnProfile label, Task task, ColumnDecisionRules rules) {
        String[] labels = profile.cells(label);
        int[] rows =
                IntStream.range(0, labels.length).filter(i -> labels[i] != null).toArray();
        Map<String, double[]> numbers = new LinkedHashMap<>();
        Map<String, double[]> times = new LinkedHashMap<>();
        Map<String, String[]> texts = new LinkedHashMap<>();
        for (ColumnProfile column : profile.columns()) {
            // What is no feature anyway, such as the numbers of rows that are sorted by the label, is not reported.
            boolean isDropped = NEVER.contains(rules.decide(column).treatment());
            if (decided.containsKey(column) || isDropped) {
                continue;
            }
            String[] cells = at(profile.cells(column), rows);
            if (column.isNumeric()) {
                numbers.put(column.name(), numbers(cells));
            } else if (!column.isUnique()) {
                texts.put(column.name(), cells);
            }
            if (column.type().isTemporal()) {
                times.put(column.name(), times(column, cells));
            }
        }
        LeakSearch search = task.isClassification()
                ? LeakSearch.ofClasses(at(labels, rows))
                : LeakSearch.ofNumbers(numbers(at(labels, rows)));
        List<Leak> leaks = search.find(numbers, times, texts);
        for (Leak leak : leaks) {
            for (String name : leak.columns()) {
                ColumnProfile column = profile.require("leak", name);
                decided.putIfAbsent(column, new ColumnDecision(column, Treatment.LEAK, leak.toString()));
            }
        }
        return leaks;
    }

    private static String[] at(String[] cells, int[] rows) {
        return Arrays.stream(rows).mapToObj(i -> cells[i]).toArray(String[]::new);
    }

    private static double[] times(ColumnProfile column, String[] cells) {
        return Arrays.stream(cells)
                .mapToDouble(cell -> cell == null ? Double.NaN : Moments.seconds(column, cell))
                .toArray();
    }

    private double[] numbers(String[] cells) {
        return Arrays.stream(cells)
                .mapToDouble(cell -> cell == null ? Double.NaN : number(cell))
                .toArray();
    }

    private double number(String cell) {
        try {
            return Double.parseDouble(profile.decimalSeparator() == ',' ? cell.replace(',', '.') : cell);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
