package dev.lastmile.benchmarks.pipeline;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.timestamp_seconds;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import dev.lastmile.contract.DerivedContracts;
import dev.lastmile.contract.DerivedContracts.Task;
import dev.lastmile.lake.Contract;
import dev.lastmile.lake.DatasetName;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Rows of 20 mixed columns, and their contracts. A value depends on the row's id alone, so that an increment goes on where
 * the rows before end.
 */
final class MixedRows {
    static final String LABEL = "target";
    static final String SPLIT = "split";
    static final String KEY = "id";
    static final List<String> NUMBERS = List.of("d0", "d1", "d2", "d3", "d4", "d5");
    static final List<String> INTEGERS = List.of("i0", "i1", "i2");
    static final List<String> CATEGORIES = List.of("c0", "c1", "c2");

    static final Contract RAW = Contract.parse(new DatasetName("raw", "rows"), json());
    static final Contract FEATURES =
            Contract.of(DerivedContracts.features(RAW.definition(), "lake.interim.rows_features"));
    static final Contract PREDICTIONS = Contract.of(
            DerivedContracts.predictions(RAW.definition(), "lake.processed.rows_predictions", Task.REGRESSION));

    private MixedRows() {}

    /** The columns that are in the files. */
    static StructType fileSchema() {
        StructType schema = new StructType();
        for (StructField field : RAW.schema().fields()) {
            if (!field.name().equals(SPLIT)) {
                schema = schema.add(field.name(), field.dataType(), field.nullable());
            }
        }
        return schema;
    }

    /** Writes CSV files with a header, two of them. */
    static void write(SparkSession spark, long from, long until, Path folder) {
        columns(spark.range(from, until, 1, 2).toDF(KEY))
                .write()
                .option("header", true)
                .csv(folder.toString());
    }

    private static Dataset<Row> columns(Dataset<Row> ids) {
        List<Column> columns = new ArrayList<>();
        columns.add(col(KEY));
        columns.add(timestamp_seconds(col(KEY).plus(1_577_836_800L)).as("at"));
        columns.add(date_add(lit(LocalDate.of(2020, 1, 1)), bucket(1, 2000)).as("day"));
        columns.add(bucket(2, 1000).as("shop"));
        for (int i = 0; i < NUMBERS.size(); i++) {
            columns.add(share(10 + i).multiply(1000).as(NUMBERS.get(i)));
        }
        for (int i = 0; i < INTEGERS.size(); i++) {
            columns.add(when(share(20 + i).lt(0.9), bucket(30 + i, 1_000_000)).as(INTEGERS.get(i)));
        }
        for (int i = 0; i < CATEGORIES.size(); i++) {
            columns.add(concat(lit("category-"), bucket(40 + i, 8)).as(CATEGORIES.get(i)));
        }
        columns.add(share(50).gt(0.5).as("flag"));
        columns.add(share(51).multiply(10_000).cast("decimal(8,2)").as("amount"));
        columns.add(when(share(52).gt(0.3), concat(lit("a comment, number "), col(KEY)))
                .as("comment"));
        columns.add(round(
                        share(10)
                                .multiply(30)
                                .plus(share(11).multiply(20))
                                .plus(bucket(40, 8))
                                .plus(share(53)),
                        6)
                .as(LABEL));
        return ids.select(columns.toArray(Column[]::new));
    }

    private static Column bucket(int seed, int buckets) {
        return pmod(xxhash64(col(KEY), lit(seed)), lit(buckets)).cast("int");
    }

    private static Column share(int seed) {
        return pmod(xxhash64(col(KEY), lit(seed)), lit(1_000_000_007)).divide(1_000_000_007.0);
    }

    private static String json() {
        List<String> fields = new ArrayList<>();
        fields.add(field(KEY, "long", false, "\"role\":\"key\",\"min\":0"));
        fields.add(field("at", "timestamp", false, "\"role\":\"time\""));
        fields.add(field("day", "date", true, ""));
        fields.add(field("shop", "integer", false, "\"min\":0"));
        NUMBERS.forEach(name -> fields.add(field(name, "double", false, "\"min\":0,\"max\":1000")));
        INTEGERS.forEach(name -> fields.add(field(name, "integer", true, "\"min\":0")));
        CATEGORIES.forEach(name -> fields.add(field(name, "string", false, "")));
        fields.add(field("flag", "boolean", false, ""));
        fields.add(field("amount", "decimal(8,2)", true, ""));
        fields.add(field("comment", "string", true, "\"role\":\"ignore\""));
        fields.add(field(LABEL, "double", false, "\"role\":\"label\""));
        fields.add(field(SPLIT, "string", false, "\"role\":\"split\",\"allowed\":[\"train\",\"validation\",\"test\"]"));
        return "{\"type\":\"struct\",\"fields\":[" + String.join(",", fields) + "]}";
    }

    private static String field(String name, String type, boolean nullable, String metadata) {
        return "{\"name\":\"" + name + "\",\"type\":\"" + type + "\",\"nullable\":" + nullable + ",\"metadata\":{"
                + metadata + "}}";
    }
}
