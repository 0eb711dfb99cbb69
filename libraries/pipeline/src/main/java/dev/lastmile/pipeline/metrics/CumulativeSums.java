package dev.lastmile.pipeline.metrics;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.percentile_approx;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sum;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.StructType;

/**
 * Running sums over a sorted column without a single partition for all rows: rows are put into {@value #BUCKETS} ranges of
 * about equal size, each is sorted alone, and the sums of the ranges before are added.
 */
final class CumulativeSums {
    static final String PART = "part";
    static final String VALUE = "value";
    /** The running sums, the row's own amount included. */
    static final String FIRST_SUM = "first_sum";

    static final String SECOND_SUM = "second_sum";
    /** The sums of the whole part. */
    static final String FIRST_TOTAL = "first_total";

    static final String SECOND_TOTAL = "second_total";
    static final String FIRST = "first";
    static final String SECOND = "second";

    private static final String BUCKET = "bucket";
    private static final String FIRST_BEFORE = "first_before";
    private static final String SECOND_BEFORE = "second_before";
    private static final int BUCKETS = 64;
    private static final int ACCURACY = 10_000;

    private CumulativeSums() {}

    /**
     * @param grouped part (string), value (double, each once in a part), first and second (double)
     * @return the same from the largest value to the smallest, with sums and totals
     */
    static Dataset<Row> descending(Dataset<Row> grouped) {
        double[] shares = new double[BUCKETS - 1];
        Arrays.setAll(shares, i -> (i + 1.0) / BUCKETS);
        Row bounds = grouped.agg(percentile_approx(col(VALUE), lit(shares), lit(ACCURACY)))
                .first();
        double[] limits = bounds.isNullAt(0)
                ? new double[0]
                : bounds.<Double>getList(0).stream()
                        .mapToDouble(Double::doubleValue)
                        .toArray();
        Dataset<Row> keyed = grouped.withColumn(BUCKET, size(filter(lit(limits), limit -> limit.leq(col(VALUE)))));
        Dataset<Row> offsets = offsets(keyed);
        WindowSpec down = Window.partitionBy(PART, BUCKET)
                .orderBy(col(VALUE).desc())
                .rowsBetween(Window.unboundedPreceding(), Window.currentRow());
        return keyed.withColumn(FIRST_SUM, sum(FIRST).over(down))
                .withColumn(SECOND_SUM, sum(SECOND).over(down))
                .join(
                        broadcast(offsets),
                        scala.jdk.javaapi.CollectionConverters.asScala(List.of(PART, BUCKET))
                                .toSeq())
                .withColumn(FIRST_SUM, col(FIRST_SUM).plus(col(FIRST_BEFORE)))
                .withColumn(SECOND_SUM, col(SECOND_SUM).plus(col(SECOND_BEFORE)));
    }

    private static Dataset<Row> offsets(Dataset<Row> keyed) {
        List<Row> sums = keyed.groupBy(PART, BUCKET)
                .agg(sum(FIRST), sum(SECOND))
                .orderBy(col(PART), col(BUCKET).desc())
                .collectAsList();
        Map<String, double[]> totals = new HashMap<>();
        for (Row row : sums) {
            double[] total = totals.computeIfAbsent(row.getString(0), part -> new double[2]);
            total[0] += row.getDouble(2);
            total[1] += row.getDouble(3);
        }
        Map<String, double[]> before = new HashMap<>();
        List<Row> offsets = new ArrayList<>();
        for (Row row : sums) {
            double[] sum = before.computeIfAbsent(row.getString(0), part -> new double[2]);
            double[] total = totals.get(row.getString(0));
            offsets.add(RowFactory.create(row.getString(0), row.getInt(1), sum[0], sum[1], total[0], total[1]));
            sum[0] += row.getDouble(2);
            sum[1] += row.getDouble(3);
        }
        return keyed.sparkSession()
                .createDataFrame(
                        offsets,
                        StructType.fromDDL(PART + " string, " + BUCKET + " int, " + FIRST_BEFORE + " double, "
                                + SECOND_BEFORE + " double, " + FIRST_TOTAL + " double, " + SECOND_TOTAL
                                + " double"));
    }
}
