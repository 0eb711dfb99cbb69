package dev.lastmile.onnx.random;

import static dev.lastmile.onnx.random.StageSpec.with;

import dev.lastmile.onnx.random.Flow.Column;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.Binarizer;
import org.apache.spark.ml.feature.Bucketizer;
import org.apache.spark.ml.feature.Imputer;
import org.apache.spark.sql.types.DataTypes;

/** Stages that read numbers. */
final class NumberStages {
    private NumberStages() {}

    static List<StageSpec> all() {
        return List.of(
                new StageSpec("Binarizer", NumberStages::binarizer),
                new StageSpec("Bucketizer", NumberStages::bucketizer),
                new StageSpec("ImputerModel", NumberStages::imputer));
    }

    private static PipelineStage binarizer(Flow flow, Choices p) {
        Predicate<Column> fits = column -> column.isVector() || column.isType(DataTypes.DoubleType);
        double threshold = switch (p.of("threshold", "0", "0.5", "-0.5", "a training value")) {
            case "0" -> 0;
            case "0.5" -> 0.5;
            case "-0.5" -> -0.5;
            default -> value(flow.one(fits), p);
        };
        if (p.of("columns", "one", "two", "two, with thresholds").equals("one")) {
            return with(
                    new Binarizer(),
                    "inputCol",
                    flow.one(fits).name(),
                    "outputCol",
                    flow.output("binary"),
                    "threshold",
                    threshold);
        }
        String[] columns = names(flow.some(2, fits));
        Binarizer many =
                with(new Binarizer(), "inputCols", columns, "outputCols", outputs(flow, "binary", columns.length));
        if (p.of("thresholds", "none", "of each column").equals("none")) {
            return with(many, "threshold", threshold);
        }
        double[] thresholds = new double[columns.length];
        Arrays.fill(thresholds, threshold);
        thresholds[0] = -threshold;
        return with(many, "thresholds", thresholds);
    }

    private static PipelineStage bucketizer(Flow flow, Choices p) {
        String handleInvalid = p.of("handleInvalid", flow.handling("error", "skip", "keep"));
        // Spark leaves the bucket of a null null, which no output of a graph can be: it rejects what Spark does not.
        Predicate<Column> fits = column -> column.isNumeric() && (handleInvalid.equals("skip") || !column.isNullable());
        boolean bounded = p.of("splits", "to infinity", "bounded").equals("bounded");
        List<Column> columns = flow.some(p.of("columns", "one", "two").equals("one") ? 1 : 2, fits);
        double[][] splits = new double[columns.size()][];
        for (int i = 0; i < splits.length; i++) {
            splits[i] = splits(columns.get(i), bounded, p);
        }
        Bucketizer bucketizer = with(new Bucketizer(), "handleInvalid", handleInvalid);
        if (splits.length == 1) {
            return with(
                    bucketizer,
                    "inputCol",
                    columns.get(0).name(),
                    "outputCol",
                    flow.output("bucket"),
                    "splits",
                    splits[0]);
        }
        return with(
                bucketizer,
                "inputCols",
                names(columns),
                "outputCols",
                outputs(flow, "bucket", splits.length),
                "splitsArray",
                splits);
    }

    private static PipelineStage imputer(Flow flow, Choices p) {
        String missing = p.of("missingValue", "NaN", "0", "-1");
        Predicate<Column> fits =
                column -> column.isNumeric() && (missing.equals("NaN") || !column.isNullableFloating());
        List<Column> columns = flow.some(p.of("columns", "one", "two").equals("one") ? 1 : 2, fits);
        Imputer imputer = with(
                new Imputer(),
                "strategy",
                p.of("strategy", "mean", "median", "mode"),
                "missingValue",
                Double.parseDouble(missing));
        if (columns.size() == 1) {
            return with(imputer, "inputCol", columns.get(0).name(), "outputCol", flow.output("filled"));
        }
        return with(imputer, "inputCols", names(columns), "outputCols", outputs(flow, "filled", columns.size()));
    }

    private static double[] splits(Column column, boolean bounded, Choices p) {
        double[] sorted = Arrays.stream(column.values())
                // Spark takes no two splits that are equal, which zeros of both signs are.
                .map(value -> value + 0.0)
                .sorted()
                .distinct()
                .toArray();
        double most = sorted[sorted.length - 1];
        double scale = Math.max(Math.abs(sorted[0]), Math.abs(most));
        // Spark's own sums of a column that is made differ in the last bit from one BLAS to another: no split is there.
        double[] edges = column.made() ? between(sorted, scale) : sorted;
        double least = edges[0];
        double[] inner = edges.length < 4
                ? new double[] {most + 0.5}
                : new double[] {edges[1], edges[2], edges[edges.length - 2]};
        if (!bounded) {
            double[] splits = new double[inner.length + 2];
            System.arraycopy(inner, 0, splits, 1, inner.length);
            splits[0] = Double.NEGATIVE_INFINITY;
            splits[splits.length - 1] = Double.POSITIVE_INFINITY;
            return splits;
        }
        return new double[] {least, (least + most) / 2 > least ? (least + most) / 2 : least + 1, most + 2};
    }

    // Below the least of ascending numbers, and halfway between those that are apart.
    private static double[] between(double[] sorted, double scale) {
        double apart = 1e-4 * scale;
        DoubleStream halves = IntStream.range(1, sorted.length)
                .filter(i -> sorted[i] - sorted[i - 1] > apart)
                .mapToDouble(i -> (sorted[i - 1] + sorted[i]) / 2);
        return DoubleStream.concat(DoubleStream.of(sorted[0] - Math.max(apart, 0.5)), halves)
                .toArray();
    }

    static double value(Column column, Choices p) {
        return column.values()[p.random().nextInt(column.values().length)];
    }

    static String[] names(List<Column> columns) {
        return columns.stream().map(Column::name).toArray(String[]::new);
    }

    static String[] outputs(Flow flow, String base, int count) {
        String[] outputs = new String[count];
        Arrays.setAll(outputs, i -> flow.output(base));
        return outputs;
    }
}
