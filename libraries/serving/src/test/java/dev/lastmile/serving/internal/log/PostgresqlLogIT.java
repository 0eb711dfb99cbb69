package dev.lastmile.serving.internal.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The same on PostgreSQL, which takes more than one writer and can go away. */
@QuarkusTest
@TestProfile(PostgresqlLogIT.OnPostgresql.class)
@Tag("real-postgresql")
class PostgresqlLogIT extends PredictionLogTest {
    private static final String URL = variable("URL", "jdbc:postgresql://localhost/none");
    private static final String USER = variable("USER", "postgres");
    private static final String PASSWORD = variable("PASSWORD", "none");

    /** The same service with the address of a PostgreSQL. */
    public static class OnPostgresql implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "lastmile.serving.log.url",
                    URL,
                    "lastmile.serving.log.user",
                    USER,
                    "lastmile.serving.log.password",
                    PASSWORD);
        }
    }

    private static String variable(String name, String otherwise) {
        return Optional.ofNullable(System.getenv("LASTMILE_POSTGRESQL_" + name)).orElse(otherwise);
    }

    @Test
    void whoReadsWhileSeveralWriteMissesNone() throws Exception {
        long after = store.lastSequence();
        ExecutorService writers = Executors.newFixedThreadPool(4);
        List<Long> seen = new ArrayList<>();
        try {
            List<Future<?>> writing = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                writing.add(writers.submit(() -> store.write(blocks(Instant.now(), 3), after)));
            }
            long next = after;
            while (seen.size() < 300) {
                JsonPath page = page(next, 50);
                seen.addAll(page.getList("predictions.sequence", Long.class));
                next = page.getLong("next");
                for (Future<?> one : writing) {
                    if (one.isDone()) {
                        one.get();
                    }
                }
            }
        } finally {
            writers.shutdownNow();
        }

        assertThat(seen).hasSize(300).isSorted().doesNotHaveDuplicates();
        assertThat(seen.get(0)).isEqualTo(after + 1);
        assertThat(seen.get(299)).isEqualTo(after + 300);
    }

    @Test
    void aDatabaseThatIsAwayCostsNoAnswerAndNoRecordThatTheQueueHolds() throws Exception {
        long after = store.lastSequence();
        try {
            administer("alter database " + name() + " allow_connections false");
            for (int i = 0; i < 10; i++) {
                administer("select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + name() + "'");
                assertThat(flower("").statusCode()).isEqualTo(200);
            }
            until(() -> !writer.problem().isEmpty());
            assertThat(ready().statusCode()).isEqualTo(200);
            assertThat(ready().asString()).contains("not currently accepting connections");
        } finally {
            administer("alter database " + name() + " allow_connections true");
        }
        until(() -> writer.problem().isEmpty() && store.lastSequence() == after + 10);
    }

    private static String name() {
        return URL.substring(URL.lastIndexOf('/') + 1);
    }

    private static void administer(String sql) throws SQLException {
        String other = URL.substring(0, URL.lastIndexOf('/')) + "/template1";
        try (Connection connection = DriverManager.getConnection(other, USER, PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
