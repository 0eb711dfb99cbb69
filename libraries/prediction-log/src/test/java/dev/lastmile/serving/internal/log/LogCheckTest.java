package dev.lastmile.serving.internal.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LogCheckTest {
    @Test
    void anAddressOfAnotherDatabaseIsRejectedWithoutItsPassword() {
        assertThat(LogCheck.invalid(config("jdbc:h2:file:/tmp/x;password=secret", 1, 1)))
                .contains(
                        "LASTMILE_SERVING_LOG_URL is an address of h2. Set it to jdbc:postgresql://host:5432/database,"
                                + " or leave it out for an H2 file.");
        assertThat(LogCheck.invalid(config("//h/secret", 1, 1)))
                .hasValueSatisfying(message -> assertThat(message)
                        .contains("an address of another kind")
                        .doesNotContain("secret"));
    }

    @Test
    void aFileAndAnAddressOfPostgresqlAreAccepted() {
        assertThat(LogCheck.invalid(config(null, 1, 1))).isEmpty();
        assertThat(LogCheck.invalid(config("jdbc:postgresql://h/d", 1, 1))).isEmpty();
    }

    @Test
    void noQueueAndNoRetentionAreRejected() {
        assertThat(LogCheck.invalid(config(null, 0, 1)))
                .hasValueSatisfying(
                        message -> assertThat(message).startsWith("LASTMILE_SERVING_LOG_QUEUE is 0. Set it to"));
        assertThat(LogCheck.invalid(config(null, 1, 0)))
                .hasValueSatisfying(
                        message -> assertThat(message).startsWith("LASTMILE_SERVING_LOG_RETENTION is PT0S. Set it to"));
    }

    private static LogConfig config(String url, int queue, int days) {
        return new FixedLogConfig(
                true,
                Path.of("predictions"),
                Optional.ofNullable(url),
                Optional.empty(),
                Optional.empty(),
                queue,
                Duration.ofDays(days),
                Optional.empty());
    }
}
