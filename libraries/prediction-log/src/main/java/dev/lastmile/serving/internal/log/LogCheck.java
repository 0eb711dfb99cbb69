package dev.lastmile.serving.internal.log;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.Optional;

/** Ends a start with an invalid log configuration, or a log file in use, with one line that names what to change. */
@ApplicationScoped
class LogCheck {
    private final LogConfig config;
    private final LogFileLock lock;

    LogCheck(LogConfig config) {
        this.config = config;
        this.lock = new LogFileLock(config.file());
    }

    void onStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE + 1) StartupEvent event) {
        if (config.enabled()) {
            invalid(config).or(this::locked).ifPresent(LogCheck::end);
        }
    }

    @PreDestroy
    void close() {
        lock.close();
    }

    /** The first invalid setting; empty if all are valid. */
    static Optional<String> invalid(LogConfig config) {
        if (config.queue() < 1) {
            return Optional.of("LASTMILE_SERVING_LOG_QUEUE is " + config.queue()
                    + ". Set it to the number of requests that may wait to be logged, such as 10000.");
        }
        if (config.retention().isNegative() || config.retention().isZero()) {
            return Optional.of("LASTMILE_SERVING_LOG_RETENTION is " + config.retention()
                    + ". Set it to how long predictions are kept, such as 30D.");
        }
        String scheme = config.url().map(LogCheck::scheme).orElse("postgresql");
        return scheme.equals("postgresql")
                ? Optional.empty()
                : Optional.of("LASTMILE_SERVING_LOG_URL is an address of " + scheme
                        + ". Set it to jdbc:postgresql://host:5432/database, or leave it out for an H2 file.");
    }

    private Optional<String> locked() {
        return config.url().isPresent() ? Optional.empty() : lock.acquire();
    }

    // Only the scheme: a URL can contain a password.
    private static String scheme(String url) {
        String[] parts = url.strip().split(":", 3);
        return parts.length == 3 && parts[0].equals("jdbc") ? parts[1] : "another kind";
    }

    // In tests the exception alone ends the start.
    private static void end(String message) {
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            System.err.println(message);
            Quarkus.asyncExit(1);
            throw new PreventFurtherStepsException(message, 1);
        }
        throw new IllegalStateException(message);
    }
}
