package dev.lastmile.lake;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the lake is, and which Spark works on it.
 *
 * @param catalogUri JDBC address of the Iceberg catalog, without a password; a SQLite file by its absolute path; or {@code
 *     unity:} and the name of a catalog of Unity
 * @param catalogUser the database's user, empty if it has none; for Unity the address of the workspace
 * @param catalogPassword the database's password, empty if it has none; for Unity the workspace's token
 * @param warehouse where the tables' files are, as {@code file:/…}, {@code s3a://…}; Unity decides it by itself, and this
 *     is the catalog's address
 * @param storage Iceberg's properties of the store that the warehouse is in, which can have its keys in them; empty for
 *     files that Hadoop finds by itself
 * @param sparkMaster Spark's master
 */
public record LakeConfig(
        String catalogUri,
        String catalogUser,
        String catalogPassword,
        String warehouse,
        Map<String, String> storage,
        String sparkMaster) {
    /** JDBC address of the catalog; by default a SQLite file, {@code data/catalog.db}. */
    public static final String CATALOG_URI = "LASTMILE_CATALOG_URI";
    /** User of the catalog's database. */
    public static final String CATALOG_USER = "LASTMILE_CATALOG_USER";
    /** Password of the catalog's database. */
    public static final String CATALOG_PASSWORD = "LASTMILE_CATALOG_PASSWORD";
    /** Where the tables' files are; by default the folder {@code data/lake}. */
    public static final String WAREHOUSE = "LASTMILE_WAREHOUSE";
    /** Spark's master; by default what {@code spark-submit} has decided, else {@code local[*]}. */
    public static final String SPARK_MASTER = "LASTMILE_SPARK_MASTER";

    /** Before the name of a catalog of Unity, in place of a JDBC address. */
    public static final String UNITY = "unity:";

    private static final String HOST = "DATABRICKS_HOST";
    private static final String TOKEN = "DATABRICKS_TOKEN";
    static final String SPARK_MASTER_PROPERTY = "spark.master";
    private static final String SQLITE = "jdbc:sqlite:";
    // A commit holds the lock for milliseconds; whoever waits longer than this waits for a process that hangs.
    private static final String BUSY_TIMEOUT = "busy_timeout=30000";
    private static final Pattern SECRET = Pattern.compile("(?i)password\\s*=|//[^/?;]*@");

    /**
     * Properties of Iceberg's S3FileIO, keys included, for files at {@code s3a://} that are not the warehouse's.
     *
     * @throws LakeException naming the variable that does not fit
     */
    public static Map<String, String> s3Properties(Map<String, String> environment) {
        return S3Warehouse.properties(environment);
    }

    /**
     * @throws LakeException naming the variables, if the catalog's address is none that works or has a password in it,
     *     or executors on other machines would be sent to files of this one
     */
    public LakeConfig {
        storage = Map.copyOf(storage);
        // Drivers and Spark show the address whole, so masking it here would not do.
        if (SECRET.matcher(catalogUri).find()) {
            throw new LakeException(CATALOG_URI + " has a user or a password in it, which messages and logs would show."
                    + " Take it out, and set " + CATALOG_USER + " and " + CATALOG_PASSWORD + ".");
        }
        if (catalogUri.startsWith(UNITY)) {
            requireUnity(catalogUri, catalogUser, catalogPassword);
        } else if (!catalogUri.startsWith("jdbc:") || catalogUri.startsWith(SQLITE + ":memory:")) {
            throw new LakeException(CATALOG_URI + " is " + catalogUri + ", which is no catalog that lasts."
                    + " Use jdbc:sqlite:/folder/catalog.db or jdbc:postgresql://host:5432/database.");
        }
        if (!isLocal(sparkMaster)) {
            rejectFiles(sparkMaster, catalogUri, warehouse);
        }
    }

    /**
     * Configuration from variables; one that is blank counts as not set. Creates nothing.
     *
     * @param environment normally {@link System#getenv()}
     * @param root absolute folder of the project; relative paths start here
     * @throws LakeException naming the variables that do not fit together
     */
    public static LakeConfig fromEnvironment(Map<String, String> environment, Path root) {
        Path home = root.toAbsolutePath().normalize();
        Optional<String> unity = variable(environment, CATALOG_URI).filter(uri -> uri.startsWith(UNITY));
        if (unity.isPresent()) {
            return new LakeConfig(
                    unity.get(),
                    variable(environment, HOST).orElse("").replaceFirst("/+$", ""),
                    variable(environment, TOKEN).orElse(""),
                    unity.get(),
                    Map.of(),
                    master(
                            variable(environment, SPARK_MASTER),
                            Optional.ofNullable(System.getProperty(SPARK_MASTER_PROPERTY))));
        }
        String warehouse = warehouse(variable(environment, WAREHOUSE).orElse("data/lake"), home);
        return new LakeConfig(
                catalogUri(variable(environment, CATALOG_URI).orElse(SQLITE + "data/catalog.db"), home),
                variable(environment, CATALOG_USER).orElse(""),
                variable(environment, CATALOG_PASSWORD).orElse(""),
                warehouse,
                S3Warehouse.isOne(warehouse) ? S3Warehouse.properties(environment) : Map.of(),
                master(
                        variable(environment, SPARK_MASTER),
                        Optional.ofNullable(System.getProperty(SPARK_MASTER_PROPERTY))));
    }

    /** Whether Spark runs on this machine alone. */
    public boolean isLocal() {
        return isLocal(sparkMaster);
    }

    /** The name of the catalog in Unity, if it is one of those. */
    public Optional<String> unityCatalog() {
        return catalogUri.startsWith(UNITY) ? Optional.of(catalogUri.substring(UNITY.length())) : Optional.empty();
    }

    /** The file of the catalog, if it is one. */
    Optional<Path> catalogFile() {
        return catalogUri.startsWith(SQLITE)
                ? Optional.of(Path.of(catalogUri.substring(SQLITE.length()).replaceFirst("\\?.*", "")))
                : Optional.empty();
    }

    /** The folder of the warehouse, if it is on this machine. */
    Optional<Path> warehouseFolder() {
        return warehouse.startsWith("file:")
                ? Optional.of(Path.of(warehouse.substring("file:".length())))
                : Optional.empty();
    }

    /** Leaves the password and the keys out. */
    @Override
    public String toString() {
        return "LakeConfig[catalogUri=" + catalogUri + ", catalogUser=" + catalogUser + ", warehouse=" + warehouse
                + ", sparkMaster=" + sparkMaster + "]";
    }

    private static String catalogUri(String uri, Path root) {
        if (!uri.startsWith(SQLITE) || uri.startsWith(SQLITE + ":memory:")) {
            return uri;
        }
        String[] fileAndOptions = uri.substring(SQLITE.length()).split("\\?", 2);
        String options = fileAndOptions.length == 1 ? "" : fileAndOptions[1];
        if (!options.contains("busy_timeout=")) {
            options = options.isEmpty() ? BUSY_TIMEOUT : options + "&" + BUSY_TIMEOUT;
        }
        return SQLITE + absolute(fileAndOptions[0].replaceFirst("^file:", ""), root) + "?" + options;
    }

    private static String warehouse(String warehouse, Path root) {
        if (warehouse.startsWith("file:")) {
            return "file:" + absolute(warehouse.substring("file:".length()).replaceFirst("^/+", "/"), root);
        }
        // No scheme has one letter: that would be a drive.
        return warehouse.matches("[a-z][a-z0-9+.-]+:.*")
                ? warehouse.replaceFirst("/+$", "")
                : "file:" + absolute(warehouse, root);
    }

    private static Path absolute(String path, Path root) {
        return root.resolve(path).normalize();
    }

    private static String master(Optional<String> variable, Optional<String> submitted) {
        if (variable.isPresent() && submitted.isPresent() && !variable.equals(submitted)) {
            throw new LakeException(SPARK_MASTER + " is " + variable.get() + " and spark-submit says " + submitted.get()
                    + ". Unset the variable, or pass no --master.");
        }
        return variable.or(() -> submitted).orElse("local[*]");
    }

    private static void requireUnity(String catalogUri, String host, String token) {
        if (!catalogUri.matches(UNITY + "\\w+")) {
            throw new LakeException(CATALOG_URI + " is " + catalogUri + ". After unity: comes the name of a catalog, of"
                    + " letters, digits and _.");
        }
        if (!host.matches("https?://[^/@?#]+") || token.isEmpty()) {
            throw new LakeException(CATALOG_URI + " is " + catalogUri + ", and "
                    + (token.isEmpty() ? TOKEN + " is not set" : HOST + " is no address such as https://…")
                    + ". Set " + HOST + " to the workspace's address and " + TOKEN + " to a token of it.");
        }
    }

    private static void rejectFiles(String master, String catalogUri, String warehouse) {
        String decided = "Spark's master is " + master + " (" + SPARK_MASTER + ", or spark-submit --master), and ";
        if (catalogUri.startsWith(SQLITE) || catalogUri.matches("jdbc:h2:(?!tcp:|ssl:).*")) {
            throw new LakeException(decided + "the catalog is " + catalogUri
                    + ", a file that only this machine has. Set "
                    + CATALOG_URI + " to a database that serves, such as jdbc:postgresql://host:5432/lake, or use a"
                    + " local master.");
        }
        if (warehouse.startsWith("file:")) {
            throw new LakeException(decided + "the warehouse is " + warehouse + ", a folder that only this machine has."
                    + " Set " + WAREHOUSE + " to shared storage, such as s3a://bucket/lake, or use a local master.");
        }
    }

    private static boolean isLocal(String master) {
        return master.startsWith("local");
    }

    static Optional<String> variable(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }
}
