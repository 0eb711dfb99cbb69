package dev.lastmile.trackingserver.run;

import static dev.lastmile.trackingserver.fixture.Protocol.assertRejected;
import static dev.lastmile.trackingserver.fixture.Protocol.experiment;
import static dev.lastmile.trackingserver.fixture.Protocol.get;
import static dev.lastmile.trackingserver.fixture.Protocol.ok;
import static dev.lastmile.trackingserver.fixture.Protocol.post;
import static dev.lastmile.trackingserver.fixture.Protocol.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of a search for runs: how large they are, and what is on them while runs come and go. */
@QuarkusTest
class PagesOfRunsTest {
    private static final int LARGEST = 9 * 1024 * 1024;

    @Test
    void aPageEndsBeforeItsResponseIsTooLarge() {
        String experiment = experiment();
        List<String> runs = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            String run = run(experiment, i);
            log(run, dataset("d", 3_000_000));
            runs.add(0, run);
        }

        List<String> found = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        String token = "";
        do {
            byte[] body = search(experiment, 1000, token, List.of()).asByteArray();
            assertThat(body.length).isLessThan(LARGEST);
            JsonNode page = json(body);
            found.addAll(ids(page));
            sizes.add(ids(page).size());
            token = page.path("next_page_token").textValue();
        } while (token != null);

        assertThat(found).isEqualTo(runs);
        assertThat(sizes).containsExactly(2, 2, 1);
        assertThat(datasets(runs.get(0)).get(0).at("/dataset/profile").textValue())
                .hasSize(3_000_000);
    }

    @Test
    void aRunThatIsLargerThanAPageIsAPage() {
        String experiment = experiment();
        String large = run(experiment, 2);
        log(large, dataset("d", 9_000_000));
        String small = run(experiment, 1);

        JsonNode first = json(search(experiment, 1000, "", List.of()).asByteArray());
        assertThat(ids(first)).containsExactly(large);
        String token = first.path("next_page_token").textValue();
        assertThat(ids(ok(search(experiment, 1000, token, List.of())))).containsExactly(small);
    }

    @Test
    void theDatasetsOfARunHaveALimitTogether() {
        String run = run(experiment(), 1);
        log(run, dataset("a", 16_000_000));
        log(run, dataset("b", 16_000_000));

        assertRejected(
                post("runs/log-inputs", Map.of("run_id", run, "datasets", List.of(dataset("c", 2_000_000)))),
                400,
                "INVALID_PARAMETER_VALUE",
                "a run can have at most 33554432. Log them without their profile");
        assertThat(datasets(run))
                .extracting(input -> input.at("/dataset/name").textValue())
                .containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"metrics.a DESC", "metrics.a", "start_time DESC", "attributes.run_name", "tags.none"})
    void eachRunIsOnOnePageWhileOthersAreCreatedAndDeleted(String order) {
        String experiment = experiment();
        List<String> runs = new ArrayList<>();
        for (String value : new String[] {"1", "1", "NaN", null, "2"}) {
            String run = run(experiment, 100);
            if (value != null) {
                ok(post("runs/log-metric", Map.of("run_id", run, "key", "a", "value", value, "timestamp", 1)));
            }
            runs.add(run);
        }

        List<String> found = oneByOne(experiment, order, (page, before) -> {
            String another = run(experiment, 1000L + page);
            ok(post("runs/log-metric", Map.of("run_id", another, "key", "a", "value", 5, "timestamp", 1)));
        });

        assertThat(found).doesNotHaveDuplicates().containsAll(runs);

        List<String> rest = oneByOne(experiment, order, (page, before) -> {
            if (page == 2) {
                before.subList(0, 2).forEach(run -> ok(post("runs/delete", Map.of("run_id", run))));
            }
        });
        assertThat(rest).doesNotHaveDuplicates().containsAll(runs);
    }

    @Test
    void aTokenIsOneOfThisServer() {
        for (String token : List.of("abc", "bnVsbA==", "eyJvZmZzZXQiOi0xfQ==", "W10=")) {
            assertRejected(search(experiment(), 1, token, List.of()), 400, "INVALID_PARAMETER_VALUE", "page token");
        }
    }

    private static List<String> oneByOne(String experiment, String order, BiConsumer<Integer, List<String>> between) {
        List<String> found = new ArrayList<>();
        String token = "";
        for (int page = 0; token != null && page < 30; page++) {
            JsonPath one = ok(search(experiment, 1, token, List.of(order)));
            found.addAll(ids(one));
            token = one.getString("next_page_token");
            if (page < 5) {
                between.accept(page, found);
            }
        }
        return found;
    }

    private static List<String> ids(JsonPath page) {
        List<String> ids = page.getList("runs.info.run_id");
        return ids == null ? List.of() : ids;
    }

    // The parser of the other tests takes seconds for such a response.
    private static JsonNode json(byte[] body) {
        try {
            return new ObjectMapper().readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> ids(JsonNode page) {
        return StreamSupport.stream(page.path("runs").spliterator(), false)
                .map(run -> run.at("/info/run_id").textValue())
                .toList();
    }

    private static JsonNode datasets(String run) {
        return json(get("runs/get", Map.of("run_id", run)).asByteArray()).at("/run/inputs/dataset_inputs");
    }

    private static void log(String run, Map<String, ?> dataset) {
        ok(post("runs/log-inputs", Map.of("run_id", run, "datasets", List.of(dataset))));
    }

    private static Response search(String experiment, int size, String token, List<String> orderBy) {
        Map<String, Object> body = new HashMap<>();
        body.put("experiment_ids", List.of(experiment));
        body.put("max_results", size);
        body.put("page_token", token);
        body.put("order_by", orderBy);
        return post("runs/search", body);
    }

    private static Map<String, Object> dataset(String name, int profile) {
        return Map.of(
                "dataset",
                Map.of(
                        "name", name,
                        "digest", "x",
                        "source_type", "s",
                        "source", "s",
                        "profile", "p".repeat(profile)));
    }
}
