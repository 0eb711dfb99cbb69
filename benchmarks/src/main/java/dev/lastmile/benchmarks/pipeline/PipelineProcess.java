package dev.lastmile.benchmarks.pipeline;

import dev.lastmile.lake.Lake;
import dev.lastmile.lake.LakeConfig;
import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.step.Step;
import dev.lastmile.pipeline.step.StepMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/**
 * Does one thing in this JVM, in a session that was opened before: {@code generate FROM UNTIL FOLDER}, {@code plain FOLDER}
 * (Spark's own read of CSV and write to Iceberg), or a step with its arguments. Prints seconds and peak resident memory.
 */
public final class PipelineProcess {
    /** What the last line of the output begins with; seconds and kB follow. */
    static final String RESULT = "measured ";

    private static final Map<String, Supplier<Step>> STEPS = Map.of(
            "raw-data", Steps.RawData::new,
            "train-features", Steps.TrainFeatures::new,
            "interim-data", Steps.InterimData::new,
            "train-model", TrainRegressor::new,
            "processed-data", Steps.ProcessedData::new);

    private PipelineProcess() {}

    public static void main(String[] arguments) throws IOException {
        Project project = Project.fromEnvironment("bench", System.getenv());
        LakeConfig config = LakeConfig.fromEnvironment(project.environment(), project.root());
        SparkSession spark = Lake.openSession("bench", config);
        String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
        long start = System.nanoTime();
        int code = 0;
        switch (arguments[0]) {
            case "generate" ->
                MixedRows.write(spark, Long.parseLong(rest[0]), Long.parseLong(rest[1]), Path.of(rest[2]));
            case "plain" -> plain(spark, rest[0]);
            default ->
                code = StepMain.run(() -> project, STEPS.get(arguments[0]).get(), rest);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.println(RESULT + seconds + " " + peak());
        System.exit(code);
    }

    private static void plain(SparkSession spark, String folder) {
        spark.sql("CREATE NAMESPACE IF NOT EXISTS lake.plain");
        spark.read()
                .schema(MixedRows.fileSchema())
                .option("header", true)
                .csv(folder)
                .writeTo("lake.plain.rows")
                .createOrReplace();
    }

    // Linux alone tells.
    private static String peak() throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status) ? Files.readString(status).replaceAll("(?s).*VmHWM:\\s+(\\d+) kB.*", "$1") : "0";
    }
}
