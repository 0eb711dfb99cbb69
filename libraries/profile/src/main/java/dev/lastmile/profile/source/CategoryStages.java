package dev.lastmile.profile.source;

import dev.lastmile.profile.decision.ColumnDecision;
import dev.lastmile.profile.decision.Decisions;
import dev.lastmile.profile.decision.TrainingSide;
import dev.lastmile.profile.decision.Treatment;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** Categories: a number for each, null being one of them, and of many the most frequent. */
final class CategoryStages {
    /** About so many of many categories have a number each. */
    private static final int FREQUENT = 20;
    /** A category with a larger share of the rows always has one. */
    private static final double MOST_SHARE = 0.02;

    private final PipelineDraft draft;
    private final TrainingSide side;
    private final List<ColumnDecision> few;
    private final List<ColumnDecision> many;
    private final List<ColumnDecision> all;

    CategoryStages(Decisions decisions, PipelineDraft draft) {
        this.draft = draft;
        this.side = TrainingSide.of(decisions);
        this.few = decisions.columns(Treatment.CATEGORY);
        this.many = decisions.columns(Treatment.FREQUENT_CATEGORY);
        this.all = new ArrayList<>(few);
        all.addAll(many);
    }

    void add() {
        if (all.isEmpty()) {
            return;
        }
        List<String> names = PipelineDraft.names(all);
        draft.constant("CATEGORIES", "Texts of a few kinds, one number for each.", names);
        String given = withoutNull();
        draft.named("INDEXED", "CATEGORIES", draft.suffix("_index", names));
        draft.named("ONE_HOT", "CATEGORIES", draft.suffix("_one_hot", names));
        draft.constants.append('\n');
        draft.imports.add("org.apache.spark.ml.feature.OneHotEncoder");
        draft.imports.add("org.apache.spark.ml.feature.StringIndexer");
        draft.stages.put("indexed", "indexed()");
        draft.stages.put("one hot", "oneHot()");
        draft.methods.append("""
                /** The place of a category, the most frequent first; categories that are new share the last place. */
                private static StringIndexer indexed() {
                    return new StringIndexer()
                            .setInputCols(%s)
                            .setOutputCols(INDEXED)
                            .setStringOrderType("frequencyDesc")
                            .setHandleInvalid("keep");
                }

                private static OneHotEncoder oneHot() {
                    return new OneHotEncoder().setInputCols(INDEXED).setOutputCols(ONE_HOT).setDropLast(false);
                }

            """.formatted(given));
        addFew();
        addMany(names);
    }

    /** Fills null, which a StringIndexer takes for a new category; the array that it reads then. */
    private String withoutNull() {
        List<String> nullable = PipelineDraft.names(
                all.stream().filter(ColumnDecision::hasNulls).toList());
        if (nullable.isEmpty()) {
            return "CATEGORIES";
        }
        String suffix = draft.suffix("_or_null", nullable);
        draft.constant("WITH_NULL", "Those that some rows lack.", nullable);
        draft.named("NULL_FILLED", "WITH_NULL", suffix);
        draft.constants.append('\n');
        draft.constant(
                "KNOWN",
                "The categories, with null as one of them.",
                all.stream()
                        .map(column -> column.name() + (column.hasNulls() ? suffix : ""))
                        .toList());
        draft.imports.add("dev.lastmile.onnx.spark.StringImputer");
        draft.stages.put("null", "nullAsCategory()");
        draft.methods.append("""
                /** Null is a category of its own, apart from those that are new. */
                private static StringImputer nullAsCategory() {
                    return new StringImputer()
                            .setInputCols(WITH_NULL)
                            .setOutputCols(NULL_FILLED)
                            .setValue(%s);
                }

            """.formatted(Literals.text(nullText())));
        return "KNOWN";
    }

    // A text that is no category of any of the columns.
    private String nullText() {
        String text = "(null)";
        while (isLevel(text)) {
            text = "(" + text + ")";
        }
        return text;
    }

    private boolean isLevel(String text) {
        return all.stream().anyMatch(column -> column.column().levels().containsKey(text));
    }

    private void addFew() {
        if (!few.isEmpty()) {
            draft.flags.add(few.size() == all.size() ? "ONE_HOT" : "Arrays.copyOf(ONE_HOT, " + few.size() + ")");
        }
    }

    private void addMany(List<String> names) {
        if (many.isEmpty()) {
            return;
        }
        draft.imports.add("org.apache.spark.ml.feature.VarianceThresholdSelector");
        List<String> results = new ArrayList<>();
        String frequent = draft.suffix("_frequent", PipelineDraft.names(many));
        String oneHot = draft.suffix("_one_hot", names);
        for (ColumnDecision column : many) {
            String result = column.name() + frequent;
            results.add(result);
            // Half the share of the last one that is wanted: it is not to be lost where it is a little rarer.
            BigDecimal least = BigDecimal.valueOf(Math.min(MOST_SHARE, side.share(column.column(), FREQUENT) / 2))
                    .round(new MathContext(1, RoundingMode.DOWN))
                    .stripTrailingZeros();
            draft.stages.put(
                    result,
                    "// " + column.column().distinct() + " categories: all that have less than "
                            + least.movePointRight(2).stripTrailingZeros().toPlainString()
                            + " % of the training rows are 0 in each number.\n            "
                            + Javadoc.call(
                                    "frequent",
                                    List.of(
                                            Literals.text(column.name() + oneHot),
                                            Literals.text(result),
                                            least.toPlainString())));
        }
        draft.constant("FREQUENT", "The frequent ones of many categories.", results);
        draft.flags.add("FREQUENT");
        draft.methods.append("""
                /** The categories with a share of the rows; a number that is 1 in a share p of them has the variance p (1 - p). */
                private static VarianceThresholdSelector frequent(String oneHot, String result, double share) {
                    return new VarianceThresholdSelector()
                            .setFeaturesCol(oneHot)
                            .setOutputCol(result)
                            .setVarianceThreshold(share * (1 - share));
                }

            """);
    }
}
