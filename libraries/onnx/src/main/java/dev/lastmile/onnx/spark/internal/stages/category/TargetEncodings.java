package dev.lastmile.onnx.spark.internal.stages.category;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.ml.feature.TargetEncoderModel;
import scala.Tuple2;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What a column's categories are encoded as.
 *
 * @param table the encoding by index, then that of a category that was not seen; gaps have the latter too
 * @param unseenFlags 1 where {@code table} has the encoding of one that was not seen, else 0
 * @param ofNull the encoding of null, if training rows had it
 */
record TargetEncodings(double[] table, double[] unseenFlags, OptionalDouble ofNull) {
    /** The largest table, in numbers: 8 MB in a model's file. */
    static final int MOST_CATEGORIES = 1_000_000;

    /** Of {@code TargetEncoder} in Spark 4.1: the keys of all rows and of null among the categories. */
    private static final double ALL = Integer.MAX_VALUE;

    private static final double NULL = -1;

    /** Of one of a stage's columns, or empty if its table were too large. */
    static Optional<TargetEncodings> of(TargetEncoderModel stage, int column) {
        Map<Double, Double> encodings = encodings(stage, column);
        double unseen = encodings.remove(ALL);
        Double ofNull = encodings.remove(NULL);
        double width = encodings.keySet().stream()
                .mapToDouble(index -> index + 1)
                .max()
                .orElse(0);
        if (width > MOST_CATEGORIES) {
            return Optional.empty();
        }
        double[] table = new double[(int) width + 1];
        double[] unseenFlags = new double[table.length];
        Arrays.fill(table, unseen);
        Arrays.fill(unseenFlags, 1);
        encodings.forEach((category, encoding) -> {
            table[category.intValue()] = encoding;
            unseenFlags[category.intValue()] = 0;
        });
        return Optional.of(new TargetEncodings(
                table, unseenFlags, ofNull == null ? OptionalDouble.empty() : OptionalDouble.of(ofNull)));
    }

    /** One more than the largest index. */
    int width() {
        return table.length - 1;
    }

    private static Map<Double, Double> encodings(TargetEncoderModel stage, int column) {
        Map<Object, Tuple2<Object, Object>> stats = CollectionConverters.asJava(stage.stats()[column]);
        Tuple2<Object, Object> all = stats.get(ALL);
        double allCount = (double) all._1();
        double allLabel = (double) all._2();
        boolean binary = stage.getTargetType().equals("binary");
        Map<Double, Double> encodings = new HashMap<>();
        stats.forEach((category, counted) -> {
            double count = (double) counted._1();
            double label = (double) counted._2();
            double weight = count / (count + stage.getSmoothing());
            // Binary: the count of ones; else the mean.
            double mean = binary ? label / count : label;
            double meanOfAll = binary ? allLabel / allCount : allLabel;
            encodings.put((double) category, weight * mean + (1 - weight) * meanOfAll);
        });
        return encodings;
    }
}
