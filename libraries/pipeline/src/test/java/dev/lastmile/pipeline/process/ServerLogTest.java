package dev.lastmile.pipeline.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServerLogTest {
    @Test
    void whatAProgramSaysBeforeItSaysThatItStoppedIsTheCause() {
        assertThat(ServerLog.cause("""
                        Cannot listen on 127.0.0.1:8080 (Address already in use). Set LASTMILE_SERVING_PORT.
                        05:38:20.609 INFO  churn-serving stopped in 0.000s
                        """))
                .isEqualTo("Cannot listen on 127.0.0.1:8080 (Address already in use). Set LASTMILE_SERVING_PORT.");
    }

    @Test
    void theFirstErrorIsTheCauseOfThoseThatFollow() {
        assertThat(ServerLog.cause("""
                        05:38:20.101 INFO  starting
                        05:38:20.202 ERROR The database is read-only.
                        05:38:20.203 ERROR The application failed to start.
                        and a trace of it
                        """)).isEqualTo("The database is read-only.");
    }

    @Test
    void informationIsTheCauseWhereThereIsNothingElse() {
        assertThat(ServerLog.cause("05:38:20.609 INFO  churn-serving stopped in 0.000s\n\n"))
                .isEqualTo("05:38:20.609 INFO  churn-serving stopped in 0.000s");
        assertThat(ServerLog.cause("\n")).isEqualTo("it printed nothing");
    }
}
