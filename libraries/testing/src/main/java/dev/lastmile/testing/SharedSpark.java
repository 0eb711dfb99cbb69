package dev.lastmile.testing;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * The one Spark session of all tests of a JVM, and rows in it. Nobody stops it: it ends with the JVM. Thread-safe.
 *
 * <p>It runs on two threads of this machine and is set for small data: two partitions after a shuffle, no compiled queries,
 * no adaptive execution, UTC, no web interface. Where Iceberg is on the class path its extension is enabled, so that
 * {@code Lake.openSession} shares the session's context.
 */
public final class SharedSpark {
    private static final String ICEBERG = "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions";

    private static SparkSession session;

    private SharedSpark() {}

    /** The session, started on first use, and again if a test has stopped it. */
    public static synchronized SparkSession session() {
        if (session == null || !session.isUsable()) {
            SparkSession.Builder builder = SparkSession.builder();
            settings().forEach(builder::config);
            session = builder.getOrCreate();
        }
        return session;
    }

    /**
     * Rows in one partition, in their order.
     *
     * @param schema in Spark's DDL, such as {@code "id bigint, width double"}
     * @param rows each with one value per column
     */
    public static Dataset<Row> rows(String schema, Object[]... rows) {
        return rows(StructType.fromDDL(schema), rows);
    }

    /**
     * Rows in one partition, in their order.
     *
     * @param rows each with one value per column
     */
    public static Dataset<Row> rows(StructType schema, Object[]... rows) {
        List<Row> list = Arrays.stream(rows).map(RowFactory::create).toList();
        return session().createDataFrame(list, schema).coalesce(1);
    }

    /** The values of one row. */
    public static Object[] row(Object... values) {
        return values;
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("spark.master", "local[2]");
        settings.put("spark.app.name", "tests");
        settings.put("spark.ui.enabled", "false");
        settings.put("spark.driver.host", "127.0.0.1");
        settings.put("spark.driver.bindAddress", "127.0.0.1");
        settings.put("spark.sql.shuffle.partitions", "2");
        settings.put("spark.sql.session.timeZone", "UTC");
        settings.put("spark.sql.catalogImplementation", "in-memory");
        settings.put("spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir"));
        // Compiling code for every little query takes longer than the queries.
        settings.put("spark.sql.codegen.wholeStage", "false");
        settings.put("spark.sql.codegen.factoryMode", "NO_CODEGEN");
        settings.put("spark.sql.adaptive.enabled", "false");
        settings.put("spark.sql.ui.explainMode", "simple");
        if (isPresent(ICEBERG)) {
            settings.put("spark.sql.extensions", ICEBERG);
        }
        return settings;
    }

    private static boolean isPresent(String type) {
        try {
            Class.forName(type, false, SharedSpark.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
