package dev.lastmile.template.data;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import dev.lastmile.lake.DatasetName;
import dev.lastmile.pipeline.RawFile;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.step.Step;
import dev.lastmile.pipeline.step.StepMain;
import dev.lastmile.pipeline.step.StepRun;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Ingests the raw file into {@code lake.raw.iris}, one row per line, with a row id and a train or test split. */
@Command(name = "raw-data", description = "Ingests the raw file into lake.raw.iris.")
public final class RawData implements Step {
    /** Another seed is another split, so it is part of the data's definition, not of a run. */
    private static final long SPLIT_SEED = 20191101L;

    private static final int TRAIN_PERCENT = 70;

    @Option(names = "--url", description = "Download the raw file from here.")
    URI url;

    @Option(names = "--file", description = "Read the raw file from here.")
    Path file;

    @Option(
            names = "--sha256",
            description = "The digest that the raw file must have (default: the bundled file's, ${DEFAULT-VALUE}).",
            defaultValue = Iris.RAW_SHA256)
    String sha256;

    public static void main(String[] arguments) {
        StepMain.main(Iris::project, new RawData(), arguments);
    }

    @Override
    public String name() {
        return "raw-data";
    }

    @Override
    public List<DatasetName> outputs() {
        return List.of(Iris.RAW.dataset());
    }

    @Override
    public void execute(StepRun run) {
        if (url != null && file != null) {
            throw new StepException("Both --url and --file are given; pass one of them.");
        }
        RawFile raw = (url != null
                        ? RawFile.from(url)
                        : file != null ? RawFile.at(file) : RawFile.bundled(Iris.class, Iris.RAW_FILE))
                .verified(sha256);
        List<Flower> flowers = Flower.parse(raw);
        run.log().logParameters(Map.of("source", raw.source(), "sha256", raw.sha256()));
        reportDuplicates(run, flowers);
        run.publish(split(table(run.spark(), flowers)), Iris.RAW);
    }

    /** Two flowers may well measure the same; they are kept, and said. */
    private static void reportDuplicates(StepRun run, List<Flower> flowers) {
        long duplicates =
                flowers.size() - flowers.stream().map(Flower::values).distinct().count();
        run.log().logMetrics(Map.of("duplicate_rows", (double) duplicates));
        run.report(flowers.size() + " flowers, of which " + duplicates + " repeat another (kept)");
    }

    /** The columns of the contract, but for the split. */
    static Dataset<Row> table(SparkSession spark, List<Flower> flowers) {
        List<Row> rows = new ArrayList<>();
        for (Flower flower : flowers) {
            List<Object> row = new ArrayList<>(List.of(flower.rowId()));
            row.addAll(flower.values());
            rows.add(RowFactory.create(row.toArray()));
        }
        StructField[] columns = Arrays.stream(Iris.RAW.schema().fields())
                .filter(column -> !column.name().equals(Iris.SPLIT))
                .toArray(StructField[]::new);
        return spark.createDataFrame(rows, new StructType(columns));
    }

    /** A row's side depends on its id and the seed alone: it never changes when rows are added. */
    static Dataset<Row> split(Dataset<Row> rows) {
        return rows.withColumn(
                Iris.SPLIT,
                when(pmod(xxhash64(col(Iris.ROW_ID), lit(SPLIT_SEED)), lit(100)).lt(TRAIN_PERCENT), lit(Iris.TRAIN))
                        .otherwise(lit(Iris.TEST)));
    }
}
