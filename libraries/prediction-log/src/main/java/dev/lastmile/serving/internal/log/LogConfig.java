package dev.lastmile.serving.internal.log;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Configuration of the prediction log, as {@code lastmile.serving.log.*} or {@code LASTMILE_SERVING_LOG_*}. */
@ConfigMapping(prefix = "lastmile.serving.log")
interface LogConfig {
    /** Whether predictions are logged. */
    @WithDefault("true")
    boolean enabled();

    /** The H2 file of a log without {@code url}; H2 adds {@code .mv.db}. */
    @WithDefault(LogAddress.DEFAULT_FILE)
    Path file();

    /** The PostgreSQL database, as {@code jdbc:postgresql://host:5432/database}; without it, the log is in {@code file}. */
    Optional<String> url();

    /** The user of the PostgreSQL database. */
    Optional<String> user();

    /** The password of that user. */
    Optional<String> password();

    /**
     * Maximum number of predictions that wait to be written, in memory outside the heap of at most an eighth of its size;
     * further ones are served, not logged, and counted.
     */
    @WithDefault("10000")
    int queue();

    /** How long a record is kept. */
    @WithDefault("30D")
    Duration retention();

    /** Columns of inputs or outputs that are never stored. */
    Optional<Set<String>> omit();
}
