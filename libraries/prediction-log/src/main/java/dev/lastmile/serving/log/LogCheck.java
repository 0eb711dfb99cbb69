package dev.lastmile.serving.log;

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

/** Ends a start whose log is configured wrongly, or is another's, with one line that says what to change. */
@ApplicationScoped
class LogCheck {
    private final LogConfig config;
    private final LogFile file;

    LogCheck(LogConfig config) {
        this.config = config;
        this.file = new LogFile(config.file());
    }

    void onStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE + 1) StartupEvent event) {
        if (config.enabled()) {
            wrong(config).or(this::claimed).ifPresent(LogCheck::end);
        }
    }

    @PreDestroy
    void close() {
        file.close();
    }

    /** Describes the first invalid setting, if there is one. */
    static Optional<String> wrong(LogConfig config) {
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

    private Optional<String> claimed() {
        return config.url().isPresent() ? Optional.empty() : file.claim();
    }

    // Nothing else of it, which can hold a password.
    private static String scheme(String url) {
        String[] parts = url.strip().split(":", 3);
        return parts.length == 3 && parts[0].equals("jdbc") ? parts[1] : "another kind";
    }

    // In a test the exception itself ends the start.
    private static void end(String message) {
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            System.err.println(message);
            Quarkus.asyncExit(1);
            throw new PreventFurtherStepsException(message, 1);
        }
        throw new IllegalStateException(message);
    }
}
