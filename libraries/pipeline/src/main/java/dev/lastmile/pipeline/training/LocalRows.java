package dev.lastmile.pipeline.training;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import dev.lastmile.pipeline.StepException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.RowOrdering;
import org.apache.spark.sql.types.StructField;

/**
 * The one place where rows come to the driver: all of them for a framework that trains in memory, after an estimate of their
 * size, or a bounded sample for what only needs some.
 */
public final class LocalRows {
    /** The most rows of a sample on which a model is compared with its ONNX form. */
    public static final int SAMPLE = 10_000;

    private static final int PARTITION = 200_000;

    /** Of a row of boxed numbers as Spark collects it, and its copy as a framework's example. */
    private static final long BYTES_OF_NUMBER = 64;

    private static final long BYTES_OF_ROW = 256;
    /** The share of the heap that training rows may take. */
    private static final double SHARE = 0.6;

    private static final long SEED = 20191101L;
    private static final int SHARES = 1 << 20;

    private LocalRows() {}

    /**
     * All rows in the order of their keys.
     *
     * @param width numbers in each row
     * @throws StepException if they would not fit into the driver's memory, with the size and the remedy
     */
    public static List<Row> collect(Dataset<Row> rows, List<String> key, int width) {
        requireRoom(rows.count(), width, Runtime.getRuntime().maxMemory());
        return rows.orderBy(columns(key)).collectAsList();
    }

    /** Fails if so many rows do not fit into a heap. */
    static void requireRoom(long rows, int width, long heap) {
        long needed = rows * (BYTES_OF_ROW + BYTES_OF_NUMBER * width);
        if (needed > SHARE * heap) {
            throw new StepException(String.format(
                    Locale.ROOT,
                    "%,d training rows of %,d numbers need about %.1f GB in the driver's memory, which has %.1f GB."
                            + " This trainer holds all rows in memory: train on a sample, choose a Spark ML estimator,"
                            + " or set LASTMILE_JAVA_OPTS=-Xmx%dg.",
                    rows,
                    width,
                    needed / 1e9,
                    heap / 1e9,
                    (long) Math.ceil(needed / SHARE / (1L << 30))));
        }
    }

    /**
     * Rows in partitions that depend on their keys and number alone, so that two trainings on the same rows see them in the
     * same order, whatever files they come from. Up to {@value #PARTITION} rows are in one partition, of which Spark ML
     * gives the same model bit by bit; the sums of several partitions may differ in their last digits.
     */
    public static Dataset<Row> ordered(Dataset<Row> rows, List<String> key) {
        int partitions = (int) (rows.count() / PARTITION) + 1;
        return rows.repartition(partitions, columns(key)).sortWithinPartitions(columns(key));
    }

    /**
     * At most {@link #SAMPLE} rows, chosen by a hash of their keys: an equal set of rows gives an equal sample, whatever its
     * partitions.
     */
    public static Dataset<Row> sample(Dataset<Row> rows, List<String> key) {
        long count = rows.count();
        if (count <= SAMPLE) {
            return rows;
        }
        Column hash = pmod(xxhash64(append(columns(key), lit(SEED))), lit(SHARES));
        // A little more than wanted; the limit makes it exact.
        return rows.filter(hash.lt((long) (1.1 * SHARES * SAMPLE / count) + 1))
                .orderBy(columns(key))
                .limit(SAMPLE);
    }

    /** The same, chosen by a hash of all columns that can be hashed. */
    public static Dataset<Row> sample(Dataset<Row> rows) {
        return sample(
                rows,
                Arrays.stream(rows.schema().fields())
                        .filter(field -> RowOrdering.isOrderable(field.dataType()))
                        .map(StructField::name)
                        .toList());
    }

    private static Column[] columns(List<String> names) {
        return names.stream().map(name -> col("`" + name + "`")).toArray(Column[]::new);
    }

    private static Column[] append(Column[] columns, Column last) {
        Column[] all = Arrays.copyOf(columns, columns.length + 1);
        all[columns.length] = last;
        return all;
    }
}
