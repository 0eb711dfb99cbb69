package dev.lastmile.pipeline.ingest.spark;

import dev.lastmile.pipeline.ingest.file.FileStore;
import dev.lastmile.pipeline.ingest.text.RecordReader;
import dev.lastmile.pipeline.ingest.text.TextFormat;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Which parts of which files a scan reads, and what it returns.
 *
 * @param store opens the files
 * @param format of their text
 * @param columns of the contract that are in the files
 * @param tasks the parts
 * @param output good rows or rejects
 * @param tallies where the tasks report
 */
public record TextPlan(
        FileStore store,
        TextFormat format,
        StructType columns,
        List<TextTask> tasks,
        Output output,
        TallyAccumulator tallies)
        implements Serializable {
    private static final long SMALLEST_PARTITION = 4L << 20;
    private static final long LARGEST_PARTITION = 64L << 20;
    private static final long COST_OF_OPENING = 1L << 18;

    /** Columns of rejected records. */
    public static final StructType REJECTS = StructType.fromDDL("file string not null, sha256 string not null,"
            + " line bigint not null, byte_offset bigint, column_name string, value string, rule string not null");

    /** What a scan returns. */
    public enum Output {
        /** The rows that fit, with their {@link RecordReader#POSITION}. */
        ROWS,
        /** The records that do not, as {@link #REJECTS}. */
        REJECTED
    }

    /** The columns that the scan returns. */
    public StructType schema() {
        return output == Output.REJECTED ? REJECTS : columns.add(RecordReader.POSITION, DataTypes.LongType, false);
    }

    /** The same files, with rejects in place of rows, of those tasks that have any. */
    public TextPlan rejected() {
        var counts = tallies.value();
        List<TextTask> some = tasks.stream()
                .filter(task -> counts.containsKey(task.number())
                        && counts.get(task.number()).rejects() > 0)
                .toList();
        return new TextPlan(store, format, columns, some, Output.REJECTED, tallies);
    }

    /**
     * Tasks that Spark runs as one each: many small files together, large ones in parts.
     *
     * @param slots how many tasks run at a time
     */
    List<List<TextTask>> partitions(int slots) {
        long bytes = tasks.stream().mapToLong(TextPlan::weight).sum();
        long target = Math.max(SMALLEST_PARTITION, Math.min(LARGEST_PARTITION, bytes / (2L * slots)));
        List<List<TextTask>> partitions = new ArrayList<>();
        List<TextTask> open = new ArrayList<>();
        long size = 0;
        for (TextTask task : tasks) {
            if (!open.isEmpty() && size + weight(task) > target) {
                partitions.add(open);
                open = new ArrayList<>();
                size = 0;
            }
            open.add(task);
            size += weight(task);
        }
        if (!open.isEmpty()) {
            partitions.add(open);
        }
        return partitions;
    }

    private static long weight(TextTask task) {
        return Math.min(task.part().end(), task.file().bytes()) - task.part().start() + COST_OF_OPENING;
    }
}
