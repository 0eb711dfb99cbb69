package dev.lastmile.pipeline.ingest.spark;

import dev.lastmile.pipeline.ingest.file.FoundFile;
import dev.lastmile.pipeline.ingest.file.ListedFile;
import java.io.Serializable;
import org.apache.spark.sql.types.StructType;

/**
 * What a scan of a Parquet file has found.
 *
 * @param file the file
 * @param problem why it cannot be ingested, as the end of a sentence that begins with its name; or null
 * @param sha256 of its bytes, 64 hexadecimal digits
 * @param rows how many it has
 * @param schema its columns as Spark reads them
 */
public record ParquetFile(ListedFile file, String problem, String sha256, long rows, StructType schema)
        implements FoundFile, Serializable {
    @Override
    public long bytes() {
        return file.bytes();
    }

    @Override
    public long positions() {
        return rows;
    }
}
