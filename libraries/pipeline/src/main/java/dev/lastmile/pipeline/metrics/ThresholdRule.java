package dev.lastmile.pipeline.metrics;

import static dev.lastmile.pipeline.metrics.CumulativeSums.FIRST;
import static dev.lastmile.pipeline.metrics.CumulativeSums.FIRST_SUM;
import static dev.lastmile.pipeline.metrics.CumulativeSums.FIRST_TOTAL;
import static dev.lastmile.pipeline.metrics.CumulativeSums.PART;
import static dev.lastmile.pipeline.metrics.CumulativeSums.SECOND;
import static dev.lastmile.pipeline.metrics.CumulativeSums.SECOND_SUM;
import static dev.lastmile.pipeline.metrics.CumulativeSums.SECOND_TOTAL;
import static dev.lastmile.pipeline.metrics.CumulativeSums.VALUE;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import dev.lastmile.pipeline.StepException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * By which rule the decision threshold of a binary classifier is chosen on validation rows: the positive label is predicted
 * where its probability is greater than the threshold. Immutable.
 */
public final class ThresholdRule {
    private enum Kind {
        F1,
        BALANCED_ACCURACY,
        RECALL,
        PRECISION,
        COST
    }

    private final Kind kind;
    private final double first;
    private final double second;
    private final String positive;

    private ThresholdRule(Kind kind, double first, double second, String positive) {
        this.kind = kind;
        this.first = first;
        this.second = second;
        this.positive = positive;
    }

    /** The largest F1 of the positive label. */
    public static ThresholdRule largestF1() {
        return new ThresholdRule(Kind.F1, 0, 0, "");
    }

    /** The largest mean recall of the two labels. */
    public static ThresholdRule largestBalancedAccuracy() {
        return new ThresholdRule(Kind.BALANCED_ACCURACY, 0, 0, "");
    }

    /** The largest precision of the positive label at which its recall is at least this, between 0 and 1. */
    public static ThresholdRule recallAtLeast(double recall) {
        return new ThresholdRule(Kind.RECALL, share(recall, "recall"), 0, "");
    }

    /** The largest recall of the positive label at which its precision is at least this, between 0 and 1. */
    public static ThresholdRule precisionAtLeast(double precision) {
        return new ThresholdRule(Kind.PRECISION, share(precision, "precision"), 0, "");
    }

    /** The least total cost, in any unit. */
    public static ThresholdRule leastCost(double ofFalsePositive, double ofFalseNegative) {
        if (!(ofFalsePositive > 0 && ofFalseNegative > 0)) {
            throw new StepException("The costs of errors are " + ofFalsePositive + " and " + ofFalseNegative
                    + ". Give both a positive number.");
        }
        return new ThresholdRule(Kind.COST, ofFalsePositive, ofFalseNegative, "");
    }

    /** The same for a label; the one with fewer rows without. */
    public ThresholdRule of(String positiveLabel) {
        return new ThresholdRule(kind, first, second, positiveLabel);
    }

    /** The label that the threshold is of, if it was named. */
    public Optional<String> positive() {
        return Optional.of(positive).filter(label -> !label.isEmpty());
    }

    /** The rule in words, as it is logged. */
    public String text() {
        return switch (kind) {
            case F1 -> "largest F1 on the validation rows";
            case BALANCED_ACCURACY -> "largest balanced accuracy on the validation rows";
            case RECALL -> "largest precision with recall of at least " + first + " on the validation rows";
            case PRECISION -> "largest recall with precision of at least " + first + " on the validation rows";
            case COST ->
                String.format(
                        Locale.ROOT,
                        "least cost on the validation rows, %s of a false positive and %s of a false negative",
                        first,
                        second);
        };
    }

    /**
     * Chooses the threshold: halfway between the smallest probability that is to be positive and the next smaller one, so
     * that rounding changes no decision on these rows.
     *
     * @param rows score (double, the positive label's probability), positive (boolean), weight (double)
     * @return between 0 and 1
     * @throws StepException if the rows do not have both labels, or no threshold meets the rule
     */
    public double choose(Dataset<Row> rows) {
        Column weight = col("weight");
        Dataset<Row> grouped = rows.groupBy(
                        lit(ScoredRows.ALL).alias(PART), col("score").alias(VALUE))
                .agg(
                        sum(when(col("positive"), weight).otherwise(lit(0.0))).alias(FIRST),
                        sum(when(col("positive"), lit(0.0)).otherwise(weight)).alias(SECOND))
                .persist();
        try {
            Row sums = grouped.agg(sum(FIRST), sum(SECOND)).first();
            if (sums.isNullAt(0) || sums.getDouble(0) == 0 || sums.getDouble(1) == 0) {
                throw new StepException("The validation rows do not have both labels, so no decision threshold can be"
                        + " chosen on them. Give validation a larger share of the split.");
            }
            List<Row> best = CumulativeSums.descending(grouped)
                    .filter(allowed())
                    .orderBy(objective().desc(), col(VALUE).desc())
                    .select(VALUE)
                    .limit(1)
                    .collectAsList();
            if (best.isEmpty()) {
                throw new StepException("No decision threshold meets the rule, " + text()
                        + ". Ask for less, or train a model that ranks better.");
            }
            double lowest = best.get(0).getDouble(0);
            Row next = grouped.filter(col(VALUE).lt(lowest)).agg(max(VALUE)).first();
            return next.isNullAt(0) ? Math.max(0, Math.nextDown(lowest)) : lowest / 2 + next.getDouble(0) / 2;
        } finally {
            grouped.unpersist();
        }
    }

    // The running sums of a score are the true and false positives if it is the smallest one that is positive.
    private Column objective() {
        Column recall = col(FIRST_SUM).divide(col(FIRST_TOTAL));
        Column precision = col(FIRST_SUM).divide(col(FIRST_SUM).plus(col(SECOND_SUM)));
        return switch (kind) {
            case F1 ->
                col(FIRST_SUM).divide(col(FIRST_SUM).plus(col(SECOND_SUM)).plus(col(FIRST_TOTAL)));
            case BALANCED_ACCURACY -> recall.minus(col(SECOND_SUM).divide(col(SECOND_TOTAL)));
            case RECALL -> precision;
            case PRECISION -> recall;
            case COST ->
                col(SECOND_SUM)
                        .multiply(first)
                        .plus(col(FIRST_TOTAL).minus(col(FIRST_SUM)).multiply(second))
                        .multiply(-1);
        };
    }

    private Column allowed() {
        Column recall = col(FIRST_SUM).divide(col(FIRST_TOTAL));
        Column precision = col(FIRST_SUM).divide(col(FIRST_SUM).plus(col(SECOND_SUM)));
        return switch (kind) {
            case RECALL -> recall.geq(first);
            case PRECISION -> precision.geq(first);
            default -> lit(true);
        };
    }

    private static double share(double value, String what) {
        if (!(value >= 0 && value <= 1)) {
            throw new StepException("A " + what + " of " + value + " does not exist. Give one between 0 and 1.");
        }
        return value;
    }
}
