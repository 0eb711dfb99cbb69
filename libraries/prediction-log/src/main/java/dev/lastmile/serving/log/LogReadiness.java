package dev.lastmile.serving.log;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** How the log is; a service that cannot write it is ready all the same. */
@Readiness
@ApplicationScoped
class LogReadiness implements HealthCheck {
    private final LogConfig config;
    private final LogQueue queue;
    private final LogWriter writer;

    LogReadiness(LogConfig config, LogQueue queue, LogWriter writer) {
        this.config = config;
        this.queue = queue;
        this.writer = writer;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer =
                HealthCheckResponse.named("prediction log").up().withData("enabled", config.enabled());
        if (config.enabled()) {
            answer.withData("written", queue.written())
                    .withData("queued", queue.size())
                    .withData("dropped", queue.dropped());
            if (!writer.problem().isEmpty()) {
                answer.withData("problem", writer.problem());
            }
        }
        return answer.build();
    }
}
