package dev.lastmile.pipeline.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.rand;
import static org.apache.spark.sql.functions.when;

import dev.lastmile.lake.Contract;
import dev.lastmile.lake.DatasetName;
import dev.lastmile.lake.Lake;
import dev.lastmile.lake.LakeConfig;
import dev.lastmile.lake.Publication;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.pipeline.ingest.text.TextFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructType;

/**
 * Writes a CSV file of 20 mixed columns, then reads and writes it with Spark's own reader, and ingests it; prints seconds of
 * both and the peak of resident memory. A process of its own, with the heap that it is given.
 *
 * <p>Arguments: how many rows; a folder; {@code key} if the contract has a unique key.
 */
final class IngestAtScale {
    private static final int RUNS = 3;

    private IngestAtScale() {}

    public static void main(String[] arguments) throws Exception {
        long rows = Long.parseLong(arguments[0]);
        Path folder = Path.of(arguments[1]);
        boolean hasKey = arguments.length > 2;
        Lake lake = Lake.open("scale", LakeConfig.fromEnvironment(Map.of("LASTMILE_SPARK_MASTER", "local[2]"), folder));
        SparkSession spark = lake.session();
        Path file = folder.resolve("rows.csv");
        Dataset<Row> generated = columns(spark.range(rows).coalesce(1).toDF("id"));
        generated.write().option("header", true).csv(folder.resolve("csv").toString());
        try (var parts = Files.newDirectoryStream(folder.resolve("csv"), "part-*.csv")) {
            Files.move(parts.iterator().next(), file);
        }
        StructType schema = generated.schema();
        List<Double> plain = new ArrayList<>();
        List<Double> ingestion = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            String table = "lake.raw.plain" + run;
            spark.sql("CREATE NAMESPACE IF NOT EXISTS lake.raw");
            long start = System.nanoTime();
            spark.read()
                    .schema(schema)
                    .option("header", true)
                    .csv(file.toString())
                    .writeTo(table)
                    .create();
            plain.add((System.nanoTime() - start) / 1e9);
            ingestion.add(ingest(lake, schema, hasKey, file, run, rows));
        }
        System.out.printf(
                "rows %d, bytes %d, plain %s s, ingestion %s s, ratio of the last %.2f, peak %s%n",
                rows,
                Files.size(file),
                plain,
                ingestion,
                ingestion.get(RUNS - 1) / plain.get(RUNS - 1),
                Files.readString(Path.of("/proc/self/status")).replaceAll("(?s).*VmHWM:\\s+(\\d+ kB).*", "$1"));
        spark.stop();
    }

    private static double ingest(Lake lake, StructType schema, boolean hasKey, Path file, int run, long rows) {
        Contract contract = Contract.parse(
                new DatasetName("raw", "scale" + run), contract(schema, hasKey).json());
        long start = System.nanoTime();
        RawSource source = RawSource.text(file.toString(), TextFormat.csv());
        try (Ingestion ingestion =
                Ingestion.open(lake, contract, source, IngestRules.strict(Set.of()), file, Map.of())) {
            Snapshot snapshot = lake.publish(
                    RawDataset.of(contract).rows(ingestion),
                    contract,
                    new Publication("run-" + run, ingestion.notes(), (boundary, dataset) -> {}));
            ingestion.requireAcceptable();
            if (snapshot.rows() != rows || ingestion.counts().records() != rows) {
                throw new IllegalStateException(snapshot.rows() + " rows");
            }
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static Dataset<Row> columns(Dataset<Row> ids) {
        List<Column> columns = new ArrayList<>();
        columns.add(col("id"));
        columns.add(col("id").mod(1000).cast("int").as("group_id"));
        for (int i = 0; i < 8; i++) {
            columns.add(rand(i).multiply(1000).as("d" + i));
        }
        for (int i = 0; i < 3; i++) {
            columns.add(when(rand(20 + i).lt(0.9), rand(10 + i).multiply(1e6).cast("int"))
                    .as("i" + i));
        }
        for (int i = 0; i < 3; i++) {
            columns.add(concat(lit("category-"), rand(30 + i).multiply(40).cast("int"))
                    .as("c" + i));
        }
        columns.add(rand(40).gt(0.5).as("flag"));
        columns.add(date_add(
                        lit(java.time.LocalDate.of(2020, 1, 1)),
                        rand(41).multiply(2000).cast("int"))
                .as("day"));
        columns.add(rand(42).multiply(10000).cast("decimal(8,2)").as("amount"));
        columns.add(when(rand(43).gt(0.3), concat(lit("a comment, number "), col("id")))
                .as("comment"));
        return ids.select(columns.toArray(Column[]::new));
    }

    private static StructType contract(StructType schema, boolean hasKey) {
        StructType contract = new StructType();
        for (var field : schema.fields()) {
            boolean isKey = field.name().equals("id");
            String metadata = isKey && hasKey
                    ? "{\"key\":true,\"min\":0}"
                    : field.name().startsWith("d") && field.name().length() == 2 ? "{\"min\":0,\"max\":1000}" : "{}";
            contract = contract.add(field.name(), field.dataType(), !isKey, Metadata.fromJson(metadata));
        }
        return contract;
    }
}
