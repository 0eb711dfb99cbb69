package dev.lastmile.serving.internal.log;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Settings of the log that a test chooses. */
record FixedLogConfig(
        boolean enabled,
        Path file,
        Optional<String> url,
        Optional<String> user,
        Optional<String> password,
        int queue,
        Duration retention,
        Optional<Set<String>> omit)
        implements LogConfig {

    /** A file for a day. */
    static FixedLogConfig of(boolean enabled, int queue, Optional<Set<String>> omit) {
        return new FixedLogConfig(
                enabled,
                Path.of("predictions"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                queue,
                Duration.ofDays(1),
                omit);
    }
}
