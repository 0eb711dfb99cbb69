package dev.lastmile.pipeline.metrics;

import static org.apache.spark.ml.functions.vector_to_array;
import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import dev.lastmile.pipeline.StepException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A classifier's predictions against the true labels. Probabilities are bounded by 2<sup>-52</sup>, as scikit-learn's
 * {@code log_loss} does it.
 *
 * @param rows number of rows that were judged
 * @param counts of rows by true (first index) and predicted label
 * @param confusion the same in weights
 * @param positive index of the positive one of two labels; -1 where there are more
 * @param metrics of all rows; without probabilities only those of predicted labels
 * @param baseline the metrics of a constant: the labels' shares as probabilities, or the most frequent label
 * @param slices metrics by the text of the slice's value
 * @param sample for intervals and comparisons
 */
public record ClassifierScores(
        long rows,
        long[][] counts,
        Confusion confusion,
        int positive,
        Map<Metric, Double> metrics,
        Map<Metric, Double> baseline,
        Map<String, Map<Metric, Double>> slices,
        ClassifierSample sample) {
    /** Of a calibration curve. */
    static final int BINS = 10;

    private static final double LEAST_PROBABILITY = Math.ulp(1.0);
    private static final String PART = CumulativeSums.PART;

    /**
     * Judges scored rows.
     *
     * @param scored has {@code prediction} (string), the label, and {@code probability} (vector or array of doubles) if the
     *     model has probabilities
     * @param label the column of true labels, compared as text
     * @param labels the labels that the model knows, in the order of its probabilities
     * @throws StepException if there is no row, a true label or a prediction that the model does not know, or a row without a
     *     probability
     */
    public static ClassifierScores of(Dataset<Row> scored, String label, List<String> labels, ScoredRows how) {
        Dataset<Row> compact = compact(scored, label, labels, how).persist();
        try {
            Map<String, Parts> parts = parts(compact, labels);
            if (parts.isEmpty()) {
                throw new StepException("There is no row to judge the classifier on. Check the split of the data.");
            }
            Parts all = parts.get(ScoredRows.ALL);
            int positive = positive(all.confusion(), labels, how);
            parts.forEach((name, part) -> ofLabels(part.confusion(), positive, part.metrics()));
            if (positive >= 0 && all.metrics().containsKey(Metric.LOG_LOSS)) {
                addScores(compact, positive, parts);
            }
            Map<String, Map<Metric, Double>> slices = new TreeMap<>();
            parts.forEach((name, part) -> {
                if (name.startsWith(ScoredRows.SLICE)) {
                    slices.put(name.substring(ScoredRows.SLICE.length()), part.metrics());
                }
            });
            return new ClassifierScores(
                    all.rows(),
                    all.counts(),
                    all.confusion(),
                    positive,
                    all.metrics(),
                    Baselines.of(all.confusion(), positive, all.metrics().keySet()),
                    slices,
                    sample(compact, all.rows(), labels.size(), positive));
        } finally {
            compact.unpersist();
        }
    }

    /** Adds what follows from labels and predictions alone. */
    static Map<Metric, Double> ofLabels(Confusion confusion, int positive, Map<Metric, Double> metrics) {
        metrics.put(Metric.ACCURACY, confusion.accuracy());
        metrics.put(Metric.BALANCED_ACCURACY, confusion.balancedAccuracy());
        metrics.put(Metric.MACRO_F1, confusion.macroF1());
        metrics.put(Metric.WEIGHTED_F1, confusion.weightedF1());
        if (positive >= 0) {
            metrics.put(Metric.F1, confusion.f1(positive));
            metrics.put(Metric.PRECISION, confusion.precision(positive));
            metrics.put(Metric.RECALL, confusion.recall(positive));
        }
        return metrics;
    }

    private record Parts(long rows, long[][] counts, Confusion confusion, Map<Metric, Double> metrics) {}

    /** What is judged of a row, so that rows are scored once. */
    private static Dataset<Row> compact(Dataset<Row> scored, String label, List<String> labels, ScoredRows how) {
        Column truth = col("`" + label + "`").cast("string");
        Column trueIndex = index(truth, labels);
        boolean probable = Arrays.asList(scored.columns()).contains("probability");
        Column probability = probable ? probability(scored) : array();
        Column loss = probable ? when(trueIndex.geq(0), loss(get(probability, trueIndex))) : lit(Double.NaN);
        boolean identified = Arrays.asList(scored.columns()).contains(ScoredRows.ROW);
        Dataset<Row> compact = scored.select(
                trueIndex.alias("truth"),
                index(col("prediction"), labels).alias("predicted"),
                truth.alias("label"),
                col("prediction").cast("string").alias("prediction"),
                loss.cast("double").alias("loss"),
                (probable ? get(probability, lit(0)) : lit(Double.NaN)).alias("p0"),
                (probable ? get(probability, lit(1)) : lit(Double.NaN)).alias("p1"),
                how.weights(scored).alias("weight"),
                lit(probable).alias("probable"),
                how.slices(scored).orElse(lit(null).cast("string")).alias("slice"),
                (identified ? col(ScoredRows.ROW) : lit(0L)).alias(ScoredRows.ROW));
        return identified
                ? compact
                : compact.withColumn(ScoredRows.ROW, xxhash64(col("label"), col("prediction"), col("loss")));
    }

    /** Each row once for all rows, and once for its slice. */
    static Dataset<Row> inParts(Dataset<Row> compact) {
        Column slice = concat(lit(ScoredRows.SLICE), col("slice"));
        return compact.withColumn(
                PART,
                explode(when(col("slice").isNull(), array(lit(ScoredRows.ALL)))
                        .otherwise(array(lit(ScoredRows.ALL), slice))));
    }

    private static Map<String, Parts> parts(Dataset<Row> compact, List<String> labels) {
        int size = labels.size();
        Map<String, Parts> parts = new TreeMap<>();
        Map<String, double[]> losses = new TreeMap<>();
        for (Row cell : inParts(compact)
                .groupBy(PART, "truth", "predicted")
                .agg(
                        count(lit(1)),
                        sum("weight"),
                        sum(col("weight").multiply(col("loss"))),
                        count("loss"),
                        max("label"),
                        max("prediction"),
                        max("probable"))
                .collectAsList()) {
            require(cell, labels);
            Parts part = parts.getOrDefault(
                    cell.getString(0),
                    new Parts(
                            0,
                            new long[size][size],
                            new Confusion(new double[size][size]),
                            new EnumMap<>(Metric.class)));
            part.counts()[cell.getInt(1)][cell.getInt(2)] = cell.getLong(3);
            part.confusion().weights()[cell.getInt(1)][cell.getInt(2)] = cell.getDouble(4);
            parts.put(
                    cell.getString(0),
                    new Parts(part.rows() + cell.getLong(3), part.counts(), part.confusion(), part.metrics()));
            if (cell.getBoolean(9)) {
                losses.computeIfAbsent(cell.getString(0), key -> new double[1])[0] += cell.getDouble(5);
            }
        }
        losses.forEach((name, loss) -> parts.get(name)
                .metrics()
                .put(Metric.LOG_LOSS, loss[0] / parts.get(name).confusion().total()));
        return parts;
    }

    private static void require(Row cell, List<String> labels) {
        if (cell.isNullAt(1) || cell.getInt(1) < 0) {
            throw new StepException("The held-out rows have the label " + cell.get(7)
                    + ", which the classifier was not trained on; it knows " + labels
                    + ". Train on rows of every label, or correct the data.");
        }
        if (cell.isNullAt(2) || cell.getInt(2) < 0) {
            throw new StepException("The model predicts " + cell.get(8) + ", which is not one of its labels, " + labels
                    + ". Correct the labels in the model's metadata, lastmile.labels.");
        }
        if (cell.getLong(6) < cell.getLong(3)) {
            throw new StepException(cell.getLong(3) - cell.getLong(6) + " of the rows with the label " + cell.get(7)
                    + " have no probability of it. Check the column probability.");
        }
        if (cell.isNullAt(4)) {
            throw new StepException("The rows with the label " + cell.get(7)
                    + " have no weight. Fill the column of weights, or leave such rows out.");
        }
    }

    private static int positive(Confusion confusion, List<String> labels, ScoredRows how) {
        Optional<String> named = how.positive();
        if (named.isPresent() && !labels.contains(named.get())) {
            throw new StepException("The positive label " + named.get() + " is not one of the model's labels, " + labels
                    + ". Name one of these.");
        }
        if (labels.size() != 2) {
            return -1;
        }
        return named.map(labels::indexOf).orElseGet(() -> confusion.ofTruth(0) < confusion.ofTruth(1) ? 0 : 1);
    }

    private static void addScores(Dataset<Row> compact, int positive, Map<String, Parts> parts) {
        Dataset<Row> scores = inParts(compact)
                .select(
                        col(PART),
                        col("p" + positive).alias("score"),
                        col("truth").equalTo(positive).alias("positive"),
                        col("weight"));
        RankingMetrics.of(scores).forEach((name, ranking) -> {
            Map<Metric, Double> metrics = parts.get(name).metrics();
            boolean defined = !Double.isNaN(metrics.get(Metric.LOG_LOSS));
            metrics.put(Metric.ROC_AUC, defined ? ranking.rocAuc() : Double.NaN);
            metrics.put(Metric.PR_AUC, defined ? ranking.prAuc() : Double.NaN);
        });
        Column score = col("score");
        Column truth = col("positive").cast("double");
        Column bin = least(greatest(floor(score.multiply(BINS)), lit(0L)), lit(BINS - 1L));
        Column error = score.minus(truth);
        for (Row row : scores.groupBy(col(PART), bin.alias("bin"))
                .agg(
                        sum(col("weight").multiply(error).multiply(error)).alias("squares"),
                        abs(sum(col("weight").multiply(error))).alias("distance"))
                .groupBy(PART)
                .agg(sum("squares"), sum("distance"))
                .collectAsList()) {
            Parts part = parts.get(row.getString(0));
            part.metrics().put(Metric.BRIER, row.getDouble(1) / part.confusion().total());
            part.metrics()
                    .put(
                            Metric.CALIBRATION_ERROR,
                            row.getDouble(2) / part.confusion().total());
        }
    }

    private static ClassifierSample sample(Dataset<Row> compact, long rows, int labels, int positive) {
        List<Row> some = ScoredRows.sample(
                compact.select(
                        col(ScoredRows.ROW),
                        col("truth"),
                        col("predicted"),
                        col("loss"),
                        coalesce(col("p" + Math.max(positive, 0)), lit(Double.NaN))
                                .alias("score"),
                        col("weight")),
                rows);
        return new ClassifierSample(
                labels,
                positive,
                some.stream().mapToLong(row -> row.getLong(0)).toArray(),
                some.stream().mapToDouble(row -> row.getDouble(5)).toArray(),
                some.stream().mapToInt(row -> row.getInt(1)).toArray(),
                some.stream().mapToInt(row -> row.getInt(2)).toArray(),
                some.stream().mapToDouble(row -> row.getDouble(3)).toArray(),
                some.stream().mapToDouble(row -> row.getDouble(4)).toArray());
    }

    private static Column index(Column label, List<String> labels) {
        return array_position(lit(labels.toArray(new String[0])), label.cast("string"))
                .minus(1)
                .cast("int");
    }

    private static Column probability(Dataset<Row> scored) {
        boolean vector = scored.schema().apply("probability").dataType().equals(SQLDataTypes.VectorType());
        return (vector ? vector_to_array(col("probability"), "float64") : col("probability")).cast("array<double>");
    }

    /** The log loss of one row, from its true label's probability. */
    static double loss(double probability) {
        return -Math.log(Math.max(LEAST_PROBABILITY, Math.min(1 - LEAST_PROBABILITY, probability)));
    }

    // NaN is greater than any number in Spark SQL, and its loss is NaN.
    private static Column loss(Column probability) {
        return when(probability.isNaN(), probability)
                .when(probability.lt(LEAST_PROBABILITY), -Math.log(LEAST_PROBABILITY))
                .when(probability.gt(1 - LEAST_PROBABILITY), -Math.log(1 - LEAST_PROBABILITY))
                .otherwise(negate(log(probability)));
    }
}
