package dev.lastmile.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.OperatingSystemMXBean;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.spark.OnnxTransformation;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Times one contender in this JVM: {@code FOLDER CASE CONTENDER prediction|probability noop|parquet RUNS [BATCH_ROWS]}, where the
 * contender is one of {@code lastmile}, {@code map-partitions}, {@code map-columns}, {@code spark-ml}, {@code spark-copy}.
 *
 * <p>{@code spark-copy} has no model: it reads what a model takes and gives the sum of it, which no job in Spark can be
 * faster than. The first run is not counted. {@code probability} asks for probabilities beside the prediction.
 * {@code map-partitions} and {@code map-columns} are {@linkplain OtherForms scoring without a node in Spark's plan}.
 */
public final class ScoreBatch {
    /** As {@link OnnxTransformation} has it. */
    private static final int BATCH_ROWS = 4096;

    private ScoreBatch() {}

    public static void main(String[] arguments) throws IOException {
        Path place = Path.of(arguments[0], arguments[1]);
        String contender = arguments[2];
        String sink = arguments[4];
        Column[] columns = arguments[3].equals("probability")
                ? new Column[] {functions.col("id"), functions.col("prediction"), functions.col("probability")}
                : new Column[] {functions.col("id"), functions.col("prediction")};
        Path written = place.resolve("written-" + contender);
        try (SparkSession spark = Sessions.local()) {
            Dataset<Row> rows = spark.read().parquet(place.resolve("rows").toString());
            Dataset<Row> scored = scored(contender, place, arguments, rows).select(columns);
            List<Double> seconds = new ArrayList<>();
            long cpu = 0;
            for (int run = 0; run <= Integer.parseInt(arguments[5]); run++) {
                cpu = run == 1 ? processCpuNanos() : cpu;
                long start = System.nanoTime();
                if (sink.equals("noop")) {
                    scored.write().format("noop").mode("overwrite").save();
                } else {
                    scored.write().mode("overwrite").parquet(written.toString());
                }
                seconds.add((System.nanoTime() - start) / 1e9);
            }
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("seconds", seconds.subList(1, seconds.size()));
            result.put("first_seconds", seconds.get(0));
            result.put("cpu_seconds", (processCpuNanos() - cpu) / 1e9 / (seconds.size() - 1));
            result.put("peak_kb", peakKilobytes());
            Row sums = scored.agg(functions.count("id"), functions.sum("prediction"))
                    .first();
            result.put("rows", sums.getLong(0));
            result.put("sum", sums.getDouble(1));
            System.out.println("RESULT " + new ObjectMapper().writeValueAsString(result));
        }
    }

    private static Dataset<Row> scored(String contender, Path place, String[] arguments, Dataset<Row> rows)
            throws IOException {
        if (contender.equals("spark-ml")) {
            return PipelineModel.load(place.resolve("spark").toString()).transform(rows);
        }
        if (contender.equals("spark-copy")) {
            Column sum = Arrays.stream(rows.schema().fields())
                    .filter(field -> !field.name().equals("id"))
                    .map(field -> functions.col(field.name()).cast("double"))
                    .reduce(Column::plus)
                    .orElseThrow();
            return rows.withColumn("prediction", sum);
        }
        OnnxModel model = new OnnxModel(Files.readAllBytes(place.resolve(arguments[3] + ".onnx")));
        return switch (contender) {
            case "map-partitions" -> OtherForms.mapPartitions(rows, model);
            case "map-columns" -> OtherForms.mapColumns(rows, model);
            default ->
                OnnxTransformation.of(model)
                        .withBatchRows(arguments.length > 6 ? Integer.parseInt(arguments[6]) : BATCH_ROWS)
                        .apply(rows);
        };
    }

    private static long processCpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    /** The most memory that this process has had, from Linux. */
    private static long peakKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
