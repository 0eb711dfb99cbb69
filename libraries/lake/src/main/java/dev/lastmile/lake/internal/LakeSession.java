package dev.lastmile.lake.internal;

import dev.lastmile.lake.LakeConfig;
import dev.lastmile.lake.LakeException;
import dev.lastmile.lake.StoreFailure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionBuilder;

/** Opens a Spark session that has the lake as its catalog {@code lake}. */
public final class LakeSession {
    /** The catalog's name in Spark, and in the catalog's tables. */
    public static final String CATALOG = "lake";

    private static final String PREFIX = "spark.sql.catalog." + CATALOG;
    private static final String EXTENSIONS = "spark.sql.extensions";
    private static final String ICEBERG = "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions";
    private static final String NO_UNSAFE = "org.apache.iceberg.shaded.io.netty.noUnsafe";
    private static final int ATTEMPTS = 20;
    private static final List<String> MADE_BY_ANOTHER =
            List.of("already exists", "duplicate column name", "violates unique constraint \"pg_");

    private LakeSession() {}

    /**
     * @throws LakeException if the catalog cannot be opened
     */
    public static SparkSession open(String appName, LakeConfig config) {
        loadDriver(config);
        allowMemoryAccess();
        SparkSession session = session(appName, config);
        openCatalog(session, config);
        return session;
    }

    /** The catalog of a session. */
    public static Catalog catalog(SparkSession session) {
        if (session.conf().getOption(PREFIX).isEmpty()) {
            throw new LakeException(
                    "This Spark session has no catalog named " + CATALOG + ". Open it with Lake.openSession.");
        }
        return Spark3Util.loadIcebergCatalog(session, CATALOG);
    }

    private static SparkSession session(String appName, LakeConfig config) {
        Map<String, String> catalog = catalogSettings(config);
        Optional<SparkSession> running = running(config);
        if (running.isPresent()) {
            // Its context stays as it is; a session of its own leaves the settings of others alone.
            SparkSession session = running.get().newSession();
            catalog.forEach(session.conf()::set);
            requireExtensions(session);
            // Spark loads a catalog with the settings of the active session.
            SparkSession.setActiveSession(session);
            return session;
        }
        // Local Spark is never Connect, and finding that out costs Scala's reflection 0.2 s.
        SparkSessionBuilder builder =
                config.isLocal() ? org.apache.spark.sql.classic.SparkSession.builder() : SparkSession.builder();
        SparkConf submitted = new SparkConf();
        contextSettings(appName, config).forEach((key, value) -> {
            if (!submitted.contains(key)) {
                builder.config(key, value);
            }
        });
        catalog.forEach(builder::config);
        builder.config(EXTENSIONS, withIceberg(submitted.get(EXTENSIONS, "")));
        return builder.getOrCreate();
    }

    private static String withIceberg(String extensions) {
        return extensions.contains(ICEBERG)
                ? extensions
                : Stream.of(extensions, ICEBERG).filter(name -> !name.isEmpty()).collect(Collectors.joining(","));
    }

    private static void requireExtensions(SparkSession session) {
        if (!session.conf().get(EXTENSIONS, "").contains(ICEBERG)) {
            throw new LakeException("The Spark session of this JVM was started without " + EXTENSIONS + "=" + ICEBERG
                    + ", which writing to a branch needs. Start it with that, or let Lake.openSession start it.");
        }
    }

    private static Optional<SparkSession> running(LakeConfig config) {
        scala.Option<? extends SparkSession> session = config.isLocal()
                ? org.apache.spark.sql.classic.SparkSession.getDefaultSession()
                : SparkSession.getDefaultSession();
        return session.isDefined() && session.get().isUsable() ? Optional.of(session.get()) : Optional.empty();
    }

    private static Map<String, String> contextSettings(String appName, LakeConfig config) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("spark.app.name", appName);
        settings.put("spark.master", config.sparkMaster());
        if (!config.isLocal() && Runtime.version().feature() >= 25) {
            // Executors are started by others, without what allowMemoryAccess sets in this JVM.
            settings.put("spark.sql.iceberg.vectorization.enabled", "false");
        }
        if (config.isLocal()) {
            settings.put("spark.ui.enabled", "false");
            settings.put("spark.sql.shuffle.partitions", "8");
            settings.put("spark.sql.session.timeZone", "UTC");
            settings.put("spark.sql.catalogImplementation", "in-memory");
            // Spark makes this folder when it starts: not another one, then.
            settings.put(
                    "spark.sql.warehouse.dir",
                    config.warehouse().startsWith("file:") ? config.warehouse() : System.getProperty("java.io.tmpdir"));
        }
        return settings;
    }

    private static Map<String, String> catalogSettings(LakeConfig config) {
        Map<String, String> settings = new LinkedHashMap<>();
        if (config.unityCatalog().isPresent()) {
            settings.put(PREFIX, "org.apache.iceberg.spark.SparkCatalog");
            settings.put(PREFIX + ".type", "rest");
            settings.put(PREFIX + ".uri", config.catalogUser() + "/api/2.1/unity-catalog/iceberg-rest");
            settings.put(PREFIX + ".warehouse", config.unityCatalog().get());
            settings.put(PREFIX + ".token", config.catalogPassword());
            settings.put(PREFIX + ".header.X-Iceberg-Access-Delegation", "vended-credentials");
            settings.put(PREFIX + ".cache-enabled", "false");
            return settings;
        }
        settings.put(PREFIX, "org.apache.iceberg.spark.SparkCatalog");
        settings.put(PREFIX + ".type", "jdbc");
        settings.put(PREFIX + ".uri", config.catalogUri());
        settings.put(PREFIX + ".jdbc.schema-version", "V1");
        settings.put(PREFIX + ".warehouse", config.warehouse());
        if (config.warehouse().startsWith("file:")) {
            settings.put(PREFIX + ".io-impl", LocalFileIO.class.getName());
        }
        config.storage().forEach((name, value) -> settings.put(PREFIX + "." + name, value));
        // What another process has just published is there for the next read.
        settings.put(PREFIX + ".cache-enabled", "false");
        if (!config.catalogUser().isEmpty()) {
            settings.put(PREFIX + ".jdbc.user", config.catalogUser());
            settings.put(PREFIX + ".jdbc.password", config.catalogPassword());
        }
        return settings;
    }

    private static void openCatalog(SparkSession session, LakeConfig config) {
        for (int attempt = 1; ; attempt++) {
            try {
                catalog(session);
                return;
            } catch (RuntimeException e) {
                if (config.unityCatalog().isPresent()) {
                    throw new LakeException(
                            "The catalog " + config.catalogUri() + " at " + config.catalogUser() + " cannot be opened: "
                                    + rootMessage(e) + ". Check " + LakeConfig.CATALOG_URI
                                    + ", DATABRICKS_HOST and DATABRICKS_TOKEN.",
                            e);
                }
                if (attempt == ATTEMPTS || !isMadeByAnother(e)) {
                    throw new LakeException(
                            "The catalog " + config.catalogUri() + " cannot be opened: " + deepestMessage(e)
                                    + ". Check "
                                    + LakeConfig.CATALOG_URI + ", " + LakeConfig.CATALOG_USER + " and "
                                    + LakeConfig.CATALOG_PASSWORD + ", and that the database runs.",
                            e);
                }
                Backoff.pause(attempt);
            }
        }
    }

    // The first two processes on a new catalog create its tables and columns at the same time; one of them is told that
    // they exist. PostgreSQL says so of a table either in words or by the index of its own catalog.
    static boolean isMadeByAnother(Throwable failure) {
        String message = rootMessage(failure);
        return MADE_BY_ANOTHER.stream().anyMatch(message::contains);
    }

    // Iceberg's vectorised reader casts to Netty's Unsafe buffers, which Netty no longer makes on Java 25 by itself.
    private static void allowMemoryAccess() {
        if (System.getProperty(NO_UNSAFE) == null) {
            System.setProperty(NO_UNSAFE, "false");
        }
    }

    static String rootMessage(Throwable failure) {
        return StoreFailure.in(failure).orElseGet(() -> deepestMessage(failure));
    }

    private static String deepestMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }

    // DriverManager knows the drivers of the class path, not those that spark-submit --jars brings later.
    private static void loadDriver(LakeConfig config) {
        String driver = config.catalogUri().startsWith("jdbc:sqlite:")
                ? "org.sqlite.JDBC"
                : config.catalogUri().startsWith("jdbc:postgresql:") ? "org.postgresql.Driver" : null;
        try {
            if (driver != null) {
                Class.forName(driver);
            }
        } catch (ClassNotFoundException e) {
            throw new LakeException(
                    "The driver " + driver + " of the catalog " + config.catalogUri() + " is not on the class path.",
                    e);
        }
    }
}
