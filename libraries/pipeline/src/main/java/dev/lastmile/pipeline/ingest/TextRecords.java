package dev.lastmile.pipeline.ingest;

import dev.lastmile.pipeline.ingest.file.FileStore;
import dev.lastmile.pipeline.ingest.file.ScannedFile;
import dev.lastmile.pipeline.ingest.spark.Tally;
import dev.lastmile.pipeline.ingest.spark.TallyAccumulator;
import dev.lastmile.pipeline.ingest.spark.TextPlan;
import dev.lastmile.pipeline.ingest.spark.TextSource;
import dev.lastmile.pipeline.ingest.spark.TextTask;
import dev.lastmile.pipeline.ingest.text.Header;
import dev.lastmile.pipeline.ingest.text.RecordColumns;
import dev.lastmile.pipeline.ingest.text.Reject;
import dev.lastmile.pipeline.ingest.text.TextFormat;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Records of text files; counted while they are written. */
final class TextRecords implements Records {
    private static final int REPORTED = 5;

    private final SparkSession spark;
    private final TallyAccumulator tallies = new TallyAccumulator();
    private final TextPlan plan;

    /**
     * @param base the position before the first line of the first file
     * @throws dev.lastmile.pipeline.StepException if a header does not match the contract
     */
    TextRecords(
            SparkSession spark,
            FileStore store,
            TextFormat format,
            StructType columns,
            List<ScannedFile> files,
            long base) {
        this.spark = spark;
        spark.sparkContext().register(tallies, "raw records");
        List<TextTask> tasks = new ArrayList<>();
        long position = base;
        for (ScannedFile file : files) {
            RecordColumns fields = format.header()
                    ? Header.match(file.file().name(), file.firstLine(), columns, format)
                    : RecordColumns.inOrder(columns);
            long headerLine = format.header() ? file.firstLineNumber() : 0;
            ScannedFile bare = new ScannedFile(
                    file.file(),
                    null,
                    file.sha256(),
                    file.bytes(),
                    file.gzip(),
                    new byte[0],
                    0,
                    file.lines(),
                    List.of());
            for (ScannedFile.Part part : file.parts()) {
                tasks.add(new TextTask(tasks.size(), bare, part, fields, headerLine, position));
            }
            position += file.lines();
        }
        this.plan = new TextPlan(store, format, columns, tasks, TextPlan.Output.ROWS, tallies);
    }

    @Override
    public Dataset<Row> rows() {
        return TextSource.rows(spark, plan);
    }

    @Override
    public Dataset<Row> rejected() {
        return TextSource.rows(spark, plan.rejected());
    }

    @Override
    public IngestCounts counts() {
        long records = 0;
        long rejects = 0;
        List<Reject> first = new ArrayList<>();
        for (Tally tally : tallies.value().values()) {
            records += tally.records();
            rejects += tally.rejects();
            for (Reject reject : tally.first()) {
                if (first.size() < REPORTED) {
                    first.add(reject);
                }
            }
        }
        return new IngestCounts(records, rejects, first);
    }

    @Override
    public void close() {
        TextSource.forget(tallies);
    }
}
