package dev.lastmile.profile.source;

import dev.lastmile.profile.decision.ColumnDecision;
import dev.lastmile.profile.decision.DatasetProfile;
import dev.lastmile.profile.decision.Decisions;
import dev.lastmile.profile.decision.Moments;
import dev.lastmile.profile.decision.Treatment;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Numbers, booleans and the parts of dates: filled where they are missing, with an indicator. */
final class NumberStages {
    private final PipelineDraft draft;
    private final List<ColumnDecision> numbers;
    private final List<ColumnDecision> booleans;
    private final List<ColumnDecision> dates;
    private final DatasetProfile profile;

    NumberStages(Decisions decisions, PipelineDraft draft) {
        this.draft = draft;
        this.numbers = decisions.columns(Treatment.NUMERIC);
        this.booleans = decisions.columns(Treatment.BOOLEAN);
        this.dates = decisions.columns(Treatment.DATE_PARTS, Treatment.TIME);
        this.profile = decisions.profile();
    }

    void add() {
        List<String> complete = new ArrayList<>();
        List<String> gaps = new ArrayList<>();
        List<String> indicated = new ArrayList<>();
        for (ColumnDecision number : numbers) {
            (number.hasNulls() ? gaps : complete).add(number.name());
        }
        indicated.addAll(gaps);
        for (ColumnDecision date : dates) {
            List<String> parts = names(date);
            (date.hasNulls() ? gaps : complete).addAll(parts);
            if (date.hasNulls()) {
                indicated.add(parts.get(0));
            }
        }
        addDates();
        if (!complete.isEmpty()) {
            draft.constant("NUMBERS", "Numbers that no row of the file lacks.", complete);
            draft.scaled.add("NUMBERS");
        }
        if (!booleans.isEmpty()) {
            draft.constant("BOOLEANS", "Booleans are 0 or 1.", PipelineDraft.names(booleans));
            draft.flags.add("BOOLEANS");
        }
        if (!gaps.isEmpty()) {
            addMissing(gaps, indicated);
        }
    }

    /** Those that differ between rows of the sample: a day without a time has the same hour in all. */
    private List<String> parts(ColumnDecision date) {
        Map<String, Set<Integer>> seen = new LinkedHashMap<>();
        for (String cell : profile.cells(date.column())) {
            if (cell != null) {
                parts(Moments.iso(date.column(), cell))
                        .forEach((part, value) -> seen.computeIfAbsent(part, name -> new HashSet<>())
                                .add(value));
            }
        }
        List<String> different = seen.entrySet().stream()
                .filter(part -> part.getValue().size() > 1)
                .map(Map.Entry::getKey)
                .toList();
        return different.isEmpty() ? List.of("year") : different;
    }

    private static Map<String, Integer> parts(String iso) {
        LocalDate day = LocalDate.parse(iso.substring(0, iso.indexOf('T') < 0 ? iso.length() : iso.indexOf('T')));
        Map<String, Integer> parts = new LinkedHashMap<>();
        parts.put("year", day.getYear());
        parts.put("month", day.getMonthValue());
        parts.put("day_of_week", day.getDayOfWeek().getValue());
        if (iso.indexOf('T') >= 0) {
            parts.put("hour", Integer.parseInt(iso.substring(iso.indexOf('T') + 1, iso.indexOf('T') + 3)));
        }
        return parts;
    }

    // A file may have a column of that name already.
    private List<String> names(ColumnDecision date) {
        List<String> column = List.of(date.name());
        return parts(date).stream()
                .map(part -> date.name() + draft.suffix("_" + part, column))
                .toList();
    }

    private void addDates() {
        for (ColumnDecision date : dates) {
            draft.imports.add("dev.lastmile.onnx.spark.DatePart");
            draft.imports.add("dev.lastmile.onnx.spark.DateParts");
            List<String> constants = parts(date).stream()
                    .map(part -> "DatePart." + part.toUpperCase(Locale.ROOT))
                    .toList();
            List<String> arguments = new ArrayList<>(List.of(Literals.text(date.name())));
            arguments.addAll(constants);
            boolean isRenamed = names(date).stream().anyMatch(name -> name.endsWith("_"));
            draft.stages.put(
                    "date " + date.name(),
                    Javadoc.call("parts", arguments)
                            + (isRenamed ? ".setOutputCols(" + Literals.texts(names(date)) + ")" : ""));
        }
        if (!dates.isEmpty()) {
            draft.methods.append("""
                    /** A date as numbers, so that its clients need not compute them; NaN where it is missing. */
                    private static DateParts parts(String column, DatePart... parts) {
                        return new DateParts().setInputCol(column).setParts(parts);
                    }

                """);
        }
    }

    private void addMissing(List<String> gaps, List<String> indicated) {
        draft.constant(
                "WITH_MISSING",
                "Numbers that some rows lack: the median of the training rows takes their place.",
                gaps);
        draft.named("FILLED", "WITH_MISSING", draft.suffix("_filled", gaps));
        draft.constant("INDICATED", "One number each says whether it was there.", indicated);
        draft.named("PRESENT", "INDICATED", draft.suffix("_present", indicated));
        draft.constants.append('\n');
        draft.scaled.add("FILLED");
        draft.flags.add("PRESENT");
        draft.imports.add("org.apache.spark.ml.feature.Binarizer");
        draft.imports.add("org.apache.spark.ml.feature.Imputer");
        draft.stages.put("present", "present()");
        draft.stages.put("filled", "filled()");
        draft.methods.append("""
                /** 1 where there is a number, 0 where it is missing: every number is above minus infinity, null and NaN are not. */
                private static Binarizer present() {
                    double[] thresholds = new double[INDICATED.length];
                    Arrays.fill(thresholds, Double.NEGATIVE_INFINITY);
                    return new Binarizer().setInputCols(INDICATED).setOutputCols(PRESENT).setThresholds(thresholds);
                }

                /** The median where a number is missing. */
                private static Imputer filled() {
                    return new Imputer().setStrategy("median").setInputCols(WITH_MISSING).setOutputCols(FILLED);
                }

            """);
    }
}
