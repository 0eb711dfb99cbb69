package dev.lastmile.pipeline.ingest;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.regexp_replace;

import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.ingest.spark.ParquetFile;
import dev.lastmile.pipeline.ingest.text.RecordReader;
import dev.lastmile.pipeline.ingest.text.Reject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Records of Parquet files, read by Spark. Columns are found by name, others are not read; a type may be widened (integers,
 * float to double, a decimal with as many digits on both sides of its point) and nothing else. The position is the row of the
 * file.
 */
final class ParquetRecords implements Records {
    private static final int REPORTED = 5;
    private static final String ROW = "_row";
    private static final String BROKEN = "_broken";
    private static final StructType FILES = StructType.fromDDL(
            "_path string not null, _file string not null, _sha256 string not null, _base bigint not null");
    private static final List<DataType> INTEGERS =
            List.of(DataTypes.ByteType, DataTypes.ShortType, DataTypes.IntegerType, DataTypes.LongType);

    private final SparkSession spark;
    private final StructType columns;
    private final List<ParquetFile> files;
    private final long base;
    private IngestCounts counts;

    /**
     * @throws StepException naming the file, if it does not have the columns
     */
    ParquetRecords(SparkSession spark, StructType columns, List<ParquetFile> files, long base) {
        this.spark = spark;
        this.columns = columns;
        this.files = files;
        this.base = base;
        files.forEach(this::requireColumns);
    }

    @Override
    public Dataset<Row> rows() {
        List<Column> selected = new ArrayList<>();
        for (String name : columns.fieldNames()) {
            selected.add(col("`" + name + "`"));
        }
        selected.add(col("_base").plus(col(ROW)).as(RecordReader.POSITION));
        return all().filter(col(BROKEN).isNull()).select(selected.toArray(Column[]::new));
    }

    @Override
    public Dataset<Row> rejected() {
        return all().filter(col(BROKEN).isNotNull())
                .select(
                        col("_file").as("file"),
                        col("_sha256").as("sha256"),
                        col(ROW).as("line"),
                        lit(null).cast(DataTypes.LongType).as("byte_offset"),
                        col(BROKEN).getField("column_name").as("column_name"),
                        col(BROKEN).getField("value").as("value"),
                        col(BROKEN).getField("rule").as("rule"));
    }

    @Override
    public IngestCounts counts() {
        if (counts == null) {
            Row row =
                    all().agg(count(lit(1)), count_if(col(BROKEN).isNotNull())).head();
            List<Reject> first = new ArrayList<>();
            if (row.getLong(1) > 0) {
                for (Row reject : rejected().limit(REPORTED).collectAsList()) {
                    first.add(new Reject(
                            reject.getString(0),
                            reject.getLong(2),
                            -1,
                            reject.getString(4),
                            reject.getString(5),
                            reject.getString(6)));
                }
            }
            counts = new IngestCounts(row.getLong(0), row.getLong(1), first);
        }
        return counts;
    }

    @Override
    public void close() {
        // Nothing is held.
    }

    // Files with the same types are read together: one relation per file would take seconds for a thousand of them.
    private Dataset<Row> all() {
        Map<StructType, List<String>> paths = new LinkedHashMap<>();
        List<Row> places = new ArrayList<>();
        long position = base;
        for (ParquetFile file : files) {
            String path = file.file().location();
            paths.computeIfAbsent(stored(file), schema -> new ArrayList<>()).add(path);
            places.add(RowFactory.create(
                    path.replaceFirst("^file:/+", "file:/"), file.file().name(), file.sha256(), position));
            position += file.rows();
        }
        Dataset<Row> rows = null;
        for (Map.Entry<StructType, List<String>> group : paths.entrySet()) {
            Dataset<Row> read = read(group.getKey(), group.getValue());
            rows = rows == null ? read : rows.union(read);
        }
        if (rows == null) {
            rows = read(columns, List.of());
        }
        Dataset<Row> place = broadcast(spark.createDataFrame(places, FILES));
        return rows.join(place, "_path").withColumn(BROKEN, ParquetRules.firstBroken(columns));
    }

    private Dataset<Row> read(StructType schema, List<String> paths) {
        Dataset<Row> read = spark.read().schema(schema).parquet(paths.toArray(String[]::new));
        List<Column> selected = new ArrayList<>();
        for (StructField column : columns.fields()) {
            selected.add(col("`" + column.name() + "`").cast(column.dataType()).as(column.name()));
        }
        selected.add(
                regexp_replace(col("_metadata.file_path"), "^file:/+", "file:/").as("_path"));
        selected.add(col("_metadata.row_index").plus(1).as(ROW));
        return read.select(selected.toArray(Column[]::new));
    }

    /** The contract's columns with the types that a file has them in. */
    private StructType stored(ParquetFile file) {
        StructType stored = new StructType();
        for (StructField column : columns.fields()) {
            stored =
                    stored.add(column.name(), file.schema().apply(column.name()).dataType(), true);
        }
        return stored;
    }

    private void requireColumns(ParquetFile file) {
        List<String> present = Arrays.asList(file.schema().fieldNames());
        for (StructField column : columns.fields()) {
            if (!present.contains(column.name())) {
                throw new StepException(file.file().name() + " does not have the column " + column.name() + ". It has: "
                        + String.join(", ", present) + ". Rename it in the file or in the contract.");
            }
            DataType type = file.schema().apply(column.name()).dataType();
            if (!holds(column.dataType(), type)) {
                throw new StepException(file.file().name() + " has column " + column.name() + " as "
                        + type.simpleString() + ", and the contract as "
                        + column.dataType().simpleString() + ", which does not hold all its values. Convert the column,"
                        + " or write its type into the contract.");
            }
        }
    }

    private static boolean holds(DataType wide, DataType narrow) {
        if (wide instanceof DecimalType wider && narrow instanceof DecimalType decimal) {
            return wider.scale() >= decimal.scale()
                    && wider.precision() - wider.scale() >= decimal.precision() - decimal.scale();
        }
        return DataType.equalsIgnoreNullability(wide, narrow)
                || INTEGERS.contains(narrow) && INTEGERS.indexOf(wide) > INTEGERS.indexOf(narrow)
                || wide == DataTypes.DoubleType && narrow == DataTypes.FloatType;
    }
}
