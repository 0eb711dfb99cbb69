package dev.lastmile.pipeline.ingest.spark;

import dev.lastmile.pipeline.ingest.file.FileScan;
import dev.lastmile.pipeline.ingest.file.FileStore;
import dev.lastmile.pipeline.ingest.file.ListedFile;
import dev.lastmile.pipeline.ingest.file.ScannedFile;
import dev.lastmile.pipeline.ingest.text.TextFormat;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.SparkSession;

/** Scans files on the executors, each file in one task; what comes back is a few hundred bytes per file. */
public final class FileScans {
    private static final long SMALLEST_PART = 1L << 20;
    private static final long LARGEST_PART = 64L << 20;
    private static final int MOST_TASKS = 1000;

    private FileScans() {}

    /** Scans text files. */
    public static List<ScannedFile> text(
            SparkSession spark, FileStore store, TextFormat format, List<ListedFile> files) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        long bytes = files.stream().mapToLong(ListedFile::bytes).sum();
        // Two parts per core where there is enough to read; positions and ids do not depend on it.
        long part = Math.max(SMALLEST_PART, Math.min(LARGEST_PART, bytes / (2L * context.defaultParallelism())));
        FileScan scan = new FileScan(store, format, part);
        return onExecutors(context, files, scan::scan);
    }

    /** Scans Parquet files: their digests and footers. */
    public static List<ParquetFile> parquet(SparkSession spark, FileStore store, List<ListedFile> files) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        ParquetScan scan = new ParquetScan(store, spark.sparkContext().hadoopConfiguration());
        return onExecutors(context, files, scan::scan);
    }

    private static <F> List<F> onExecutors(
            JavaSparkContext context, List<ListedFile> files, Function<ListedFile, F> scan) {
        context.setJobDescription("scanning raw files");
        try {
            return context.parallelize(files, tasks(files)).map(scan).collect();
        } finally {
            context.setJobDescription(null);
        }
    }

    private static int tasks(List<ListedFile> files) {
        return Math.max(1, Math.min(files.size(), MOST_TASKS));
    }
}
