package dev.lastmile.trackingserver.run;

import static dev.lastmile.trackingserver.fixture.Protocol.experiment;
import static dev.lastmile.trackingserver.fixture.Protocol.get;
import static dev.lastmile.trackingserver.fixture.Protocol.ok;
import static dev.lastmile.trackingserver.fixture.Protocol.post;
import static dev.lastmile.trackingserver.fixture.Protocol.run;
import static dev.lastmile.trackingserver.fixture.Protocol.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Many clients that write one run, in opposite orders. */
@QuarkusTest
class ConcurrentWritesTest {
    private static final int CLIENTS = 16;
    private static final int METRICS = 1000;

    @Test
    void sixteenClientsLogTheSameMetricsAndTagsOfOneRun() throws Exception {
        String run = run(experiment(), 1);
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        List<Future<Void>> writes = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            int step = client;
            writes.add(clients.submit(() -> {
                sent(() -> post("runs/log-batch", Map.of("run_id", run, "metrics", metrics(step))));
                sent(() -> post("runs/set-tag", Map.of("run_id", run, "key", "client-" + step, "value", "done")));
                return null;
            }));
        }
        clients.shutdown();
        for (Future<Void> write : writes) {
            write.get();
        }

        JsonPath read = ok(get("runs/get", Map.of("run_id", run)));
        assertThat(read.getList("run.data.metrics")).hasSize(METRICS);
        assertThat(read.getList("run.data.metrics.step", Integer.class)).containsOnly(CLIENTS - 1);
        for (int client = 0; client < CLIENTS; client++) {
            assertThat(value(read, "run.data.tags", "client-" + client)).isEqualTo("done");
        }
        assertThat(ok(get("metrics/get-history", Map.of("run_id", run, "metric_key", "m7")))
                        .getList("metrics.step", Integer.class))
                .hasSize(CLIENTS);
    }

    private static List<Map<String, ?>> metrics(int step) {
        List<Map<String, ?>> metrics = new ArrayList<>();
        for (int i = 0; i < METRICS; i++) {
            metrics.add(Map.of("key", "m" + i, "value", i, "timestamp", 1, "step", step));
        }
        if (step % 2 == 1) {
            Collections.reverse(metrics);
        }
        return metrics;
    }

    // As a client does: TEMPORARILY_UNAVAILABLE is the one answer after which it tries again.
    private static void sent(Supplier<Response> request) {
        for (int attempt = 1; ; attempt++) {
            Response response = request.get();
            if (response.statusCode() != 503 || attempt == 10) {
                ok(response);
                return;
            }
            assertThat(response.jsonPath().getString("error_code")).isEqualTo("TEMPORARILY_UNAVAILABLE");
        }
    }
}
