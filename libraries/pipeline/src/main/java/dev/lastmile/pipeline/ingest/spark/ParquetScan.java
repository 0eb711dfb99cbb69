package dev.lastmile.pipeline.ingest.spark;

import dev.lastmile.pipeline.ingest.file.FileScan;
import dev.lastmile.pipeline.ingest.file.FileStore;
import dev.lastmile.pipeline.ingest.file.ListedFile;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/** Reads the digest and the footer of a Parquet file. Runs on executors. */
final class ParquetScan implements Serializable {
    private static final long serialVersionUID = 1;

    private final FileStore store;
    private final SerializableConfiguration hadoop;

    ParquetScan(FileStore store, Configuration hadoop) {
        this.store = store;
        this.hadoop = new SerializableConfiguration(hadoop);
    }

    ParquetFile scan(ListedFile file) {
        try {
            String digest = FileScan.digest(store, file.location());
            Path path = new Path(URI.create(file.location()));
            try (ParquetFileReader reader = ParquetFileReader.open(HadoopInputFile.fromPath(path, hadoop.value()))) {
                StructType schema = new ParquetToSparkSchemaConverter(SQLConf.get())
                        .convert(reader.getFooter().getFileMetaData().getSchema());
                return new ParquetFile(file, null, digest, reader.getRecordCount(), schema);
            }
        } catch (IOException | RuntimeException e) {
            return new ParquetFile(
                    file,
                    "is not a Parquet file that Spark can read: " + e.getMessage()
                            + ". Copy it again, or give the format that it has.",
                    "",
                    0,
                    new StructType());
        }
    }
}
