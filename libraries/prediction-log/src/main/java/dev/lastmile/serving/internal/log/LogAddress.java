package dev.lastmile.serving.internal.log;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Configures Quarkus' data source from {@link LogConfig}: PostgreSQL if {@code url} is set, an H2 file otherwise.
 *
 * <p>Both are opened with the SQL dialect of PostgreSQL, which H2 emulates, so that one build serves either.
 */
public final class LogAddress implements ConfigSourceFactory {
    static final String DEFAULT_FILE = "data/predictions";

    private static final String H2 = "jdbc:h2:";
    private static final String OURS = "lastmile.serving.log.";
    private static final String QUARKUS = "quarkus.datasource.predictions.";
    private static final String BINARY = "quarkus.flyway.predictions.placeholders.binary";

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        Map<String, String> values = new HashMap<>();
        String url = value(context, "url");
        if (url.isEmpty()) {
            String file = value(context, "file");
            values.put(QUARKUS + "jdbc.url", h2(Path.of(file.isEmpty() ? DEFAULT_FILE : file)));
            values.put(QUARKUS + "username", "sa");
            values.put(QUARKUS + "password", "");
            values.put(BINARY, "binary large object");
        } else {
            values.put(QUARKUS + "jdbc.url", limited(url));
            values.put(QUARKUS + "username", value(context, "user"));
            values.put(QUARKUS + "password", value(context, "password"));
            values.put(BINARY, "bytea");
        }
        values.values().removeIf(String::isEmpty);
        return List.of(new PropertiesConfigSource(values, "the prediction log", 90));
    }

    /** Whether a JDBC URL is one of H2. */
    static boolean isH2(String url) {
        return url.startsWith(H2);
    }

    /**
     * The JDBC URL of a file.
     *
     * <p>{@code WRITE_DELAY=0} writes a commit before it is acknowledged; by default H2 does so up to half a second later.
     * Blocks of usual size are stored inline in their rows. H2 reuses space that was freed more than {@code RETENTION_TIME}
     * milliseconds ago; {@link LogWriter} flushes more often than that. Blocks are compact already: compressing them would
     * take three times as long as writing them.
     */
    static String h2(Path file) {
        // Otherwise H2 caches a thousand recent values, strings of requests among them.
        System.setProperty("h2.objectCache", "false");
        return H2 + "file:" + path(file) + ";MODE=PostgreSQL;WRITE_DELAY=0;RETENTION_TIME=5000"
                + ";MAX_LENGTH_INPLACE_LOB=65536;CACHE_SIZE=2048;DB_CLOSE_ON_EXIT=FALSE"
                // The trace file would contain the values of failed statements.
                + ";TRACE_LEVEL_FILE=0";
    }

    /** The path as H2 expects it: absolute, without the extension that H2 adds. */
    static Path path(Path file) {
        String name = file.getFileName().toString().replaceFirst("\\.mv\\.db$", "");
        return file.toAbsolutePath().resolveSibling(name).normalize();
    }

    /** Adds timeouts to a URL, so that a database that hangs counts as unavailable. */
    static String limited(String url) {
        StringBuilder limited = new StringBuilder(url);
        for (String limit : List.of("connectTimeout=5", "socketTimeout=20", "tcpKeepAlive=true")) {
            if (!url.contains(limit.substring(0, limit.indexOf('=') + 1))) {
                limited.append(limited.indexOf("?") < 0 ? '?' : '&').append(limit);
            }
        }
        return limited.toString();
    }

    private static String value(ConfigSourceContext context, String key) {
        ConfigValue value = context.getValue(OURS + key);
        return value == null || value.getValue() == null ? "" : value.getValue().strip();
    }
}
