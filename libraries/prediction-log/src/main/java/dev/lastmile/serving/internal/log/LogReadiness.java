package dev.lastmile.serving.internal.log;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** The state of the log; the service is ready even if the log cannot be written. */
@Readiness
@ApplicationScoped
class LogReadiness implements HealthCheck {
    private final LogConfig config;
    private final LogQueue queue;
    private final LogWriter writer;
    private final LogMetrics metrics;

    LogReadiness(LogConfig config, LogQueue queue, LogWriter writer, LogMetrics metrics) {
        this.config = config;
        this.queue = queue;
        this.writer = writer;
        this.metrics = metrics;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("prediction log").up().withData("enabled", config.enabled());
        if (config.enabled()) {
            response.withData("written", metrics.written())
                    .withData("queued", queue.size())
                    .withData("dropped", metrics.dropped());
            if (!Double.isNaN(metrics.age())) {
                response.withData("seconds.since.write", (long) metrics.age());
            }
            if (!writer.problem().isEmpty()) {
                response.withData("problem", writer.problem());
            }
        }
        return response.build();
    }
}
