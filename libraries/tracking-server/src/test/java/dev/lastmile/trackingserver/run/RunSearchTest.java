package dev.lastmile.trackingserver.run;

import static dev.lastmile.trackingserver.fixture.Protocol.assertRejected;
import static dev.lastmile.trackingserver.fixture.Protocol.experiment;
import static dev.lastmile.trackingserver.fixture.Protocol.ok;
import static dev.lastmile.trackingserver.fixture.Protocol.pairs;
import static dev.lastmile.trackingserver.fixture.Protocol.post;
import static dev.lastmile.trackingserver.fixture.Protocol.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Three runs, {@code a}, {@code b} and {@code c}, which started one after another. */
@QuarkusTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunSearchTest {
    private String experiment;
    private Map<String, String> names;

    @BeforeEach
    void threeRunsOnce() {
        if (experiment != null) {
            return;
        }
        experiment = experiment();
        String a = run(experiment, 100, "mlflow.runName", "Alpha", "lastmile.step", "raw-data", "odd key", "it's");
        String b = run(experiment, 200, "mlflow.runName", "beta", "lastmile.step", "train-classifier");
        String c = run(experiment, 300, "mlflow.runName", "gamma", "lastmile.step", "raw-data");
        names = Map.of(a, "a", b, "b", c, "c");
        log(a, "0.5", "3");
        log(b, "0.25", "10");
        log(c, "NaN", null);
        ok(post("runs/update", Map.of("run_id", a, "status", "FINISHED", "end_time", 150)));
        ok(post(
                "runs/log-inputs",
                Map.of(
                        "run_id",
                        b,
                        "datasets",
                        List.of(Map.of(
                                "tags",
                                pairs("mlflow.data.context", "training"),
                                "dataset",
                                Map.of("name", "iris", "digest", "1", "source_type", "t", "source", "s"))))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "^^                                                                    | cba",
                "attributes.status = 'RUNNING' and tags.\"lastmile.step\" = 'raw-data' | c",
                "attributes.status = 'FINISHED'                                        | a",
                "status != 'FINISHED'                                                  | cb",
                "tags.lastmile.step = 'train-classifier'                               | b",
                "tags.`lastmile.step` LIKE 'raw%'                                      | ca",
                "tag.`odd key` = \"it's\"                                              | a",
                "tags.`odd key` = 'it''s'                                              | a",
                "tags.\"lastmile.step\" != 'raw-data'                                  | b",
                "tags.`odd key` IS NULL                                                | cb",
                "tags.`odd key` is not null                                            | a",
                "run_name = 'Alpha'                                                    | a",
                "attributes.run_name ILIKE 'ALPHA'                                     | a",
                "attributes.run_name LIKE 'ALPHA'                                      | ^^",
                "attributes.run_name LIKE '_lp%'                                       | a",
                "attributes.run_name LIKE '%a'                                         | cba",
                "attributes.run_name LIKE '%et%'                                       | b",
                "attributes.run_name LIKE '%'                                          | cba",
                "attributes.run_name LIKE '%m%m%'                                      | c",
                "attributes.run_name LIKE '%a%a%a'                                     | ^^",
                "attributes.run_name LIKE '.*'                                         | ^^",
                "attributes.run_name ILIKE '%A_PH%'                                    | a",
                "tags.`odd key` LIKE 'it\\''s'                                       | ^^",
                "dataset.name LIKE 'ir%'                                               | b",
                "attributes.start_time > 100 AND attributes.start_time <= 300          | cb",
                "created < 200                                                         | a",
                "end_time >= 150                                                       | a",
                "metrics.loss < 0.5                                                    | b",
                "metrics.loss <= 5e-1                                                  | ba",
                "metric.loss > -1                                                      | ba",
                "metrics.loss != 0.5                                                   | cb",
                "metrics.loss = 0                                                      | ^^",
                "metrics.loss >= 0                                                     | ba",
                "metrics.none != 1                                                     | ^^",
                "metrics.none = 1                                                      | ^^",
                "params.depth = '3'                                                    | a",
                "parameters.depth IS NULL                                              | c",
                "dataset.name = 'iris'                                                 | b",
                "datasets.context = 'training' and dataset.digest IN ('1', '2')        | b",
                "attributes.status IN ('RUNNING', 'FAILED')                            | cb",
                "attributes.status NOT IN ('RUNNING')                                  | a",
                "tags.lastmile.step = 'a' and tags.lastmile.step = 'b'                 | ^^"
            })
    void findsWhatTheFilterSays(String filter, String expected) {
        assertThat(found(Map.of("filter", filter))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "metrics.loss DESC            | abc",
                "metrics.loss                 | bac",
                "attributes.start_time ASC    | abc",
                "start_time                   | abc",
                "params.depth asc             | bac",
                "tags.`odd key`               | acb",
                "tags.\"lastmile.step\" DESC  | bca",
                "metrics.none                 | cba",
                "attribute.end_time DESC      | acb"
            })
    void ordersAsAskedAndPutsWhatHasNoValueLast(String orderBy, String expected) {
        assertThat(found(Map.of("order_by", List.of(orderBy)))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "status = 'RUNNING' OR status = 'FAILED' | Invalid clause(s) in filter string: 'OR status = 'FAILED''",
                "(status = 'RUNNING')                    | Invalid clause(s) in filter string: '(status = 'RUNNING')'",
                "status =                                | Invalid clause(s) in filter string: 'status ='",
                "status                                  | Invalid clause(s) in filter string: 'status'",
                "status = 'RUNNING' and                  | Invalid clause(s) in filter string: 'status = 'RUNNING' and'",
                "status = 'RUN                           | Invalid clause(s) in filter string: 'status = 'RUN'",
                "status IN 'RUNNING'                     | Expected a list of quoted string values",
                "status > 'A'                            | Invalid comparator '>' for a string in the clause 'status > 'A''",
                "params.depth = 3                        | Expected a quoted string value",
                "metrics.loss = 'low'                    | Expected numeric value type in the clause 'metrics.loss = 'low''",
                "metrics.loss LIKE 1                     | Invalid comparator 'LIKE' for a number",
                "start_time > 1.5                        | Expected an integer",
                "start_time IS NULL                      | only supported for tags and params",
                "colour = 'red'                          | Invalid attribute key 'colour' specified.",
                "dataset.colour = 'red'                  | Invalid dataset key 'colour' specified.",
                "models.x = 'red'                        | Invalid entity type 'models'.",
                "tags. = 'red'                           | The name after the dot is missing.",
                "status = 'x'; drop table run            | Comparisons are joined by AND"
            })
    void namesTheClauseThatItDoesNotUnderstand(String filter, String message) {
        assertRejected(
                post("runs/search", Map.of("experiment_ids", List.of(experiment), "filter", filter)),
                400,
                "INVALID_PARAMETER_VALUE",
                message);
    }

    @ParameterizedTest
    @CsvSource({
        "start_time sideways, Invalid order_by clause 'start_time sideways'.",
        "metrics.loss DECS, Invalid order_by clause 'metrics.loss DECS'.",
        "colour, Invalid order by key 'colour' specified.",
        "dataset.name, Invalid order_by clause 'dataset.name'."
    })
    void rejectsOrdersThatItDoesNotUnderstand(String orderBy, String message) {
        assertRejected(
                post("runs/search", Map.of("experiment_ids", List.of(experiment), "order_by", List.of(orderBy))),
                400,
                "INVALID_PARAMETER_VALUE",
                message);
    }

    @Test
    void aFieldIsOrderedByOnceHoweverItIsQuoted() {
        for (List<String> orderBy :
                List.of(List.of("metrics.`loss`", "metric.loss DESC"), List.of("tags.\"a\"", "tags.`a`"))) {
            assertRejected(
                    post("runs/search", Map.of("experiment_ids", List.of(experiment), "order_by", orderBy)),
                    400,
                    "INVALID_PARAMETER_VALUE",
                    "`order_by` contains duplicate fields");
        }
    }

    @Test
    void filtersMayBeLongButNotOfAnyNumberOfComparisons() {
        assertThat(found(Map.of("filter", "tags.`odd key` = '" + "x".repeat(100_000) + "'")))
                .isEmpty();
        assertThat(found(Map.of("filter", "tags.`odd key` != '" + "''".repeat(50_000) + "'")))
                .isEqualTo("a");
        assertRejected(
                post(
                        "runs/search",
                        Map.of(
                                "experiment_ids",
                                List.of(experiment),
                                "filter",
                                "status = 'x'" + " and status = 'x'".repeat(10_000))),
                400,
                "INVALID_PARAMETER_VALUE",
                "The filter has more than 100 comparisons.");
        assertRejected(
                post(
                        "runs/search",
                        Map.of(
                                "experiment_ids",
                                List.of(experiment),
                                "order_by",
                                IntStream.range(0, 1000)
                                        .mapToObj(i -> "tags.t" + i)
                                        .toList())),
                400,
                "INVALID_PARAMETER_VALUE",
                "`order_by` has 1000 fields, and can have at most 20.");
    }

    @Test
    void noFilterTakesMoreThanItsLength() {
        String other = experiment();
        run(other, 50, "long", "a".repeat(8000));
        for (String pattern :
                List.of("%a%a%b", "%a%a%a%a%b", "%_%_%_%_b", "%" + "a".repeat(900) + "b%c", "%a".repeat(499) + "b")) {
            assertThat(ok(searchedQuickly(other, "tags.long LIKE '" + pattern + "'"))
                            .getMap(""))
                    .as(pattern)
                    .isEmpty();
        }
        for (int digits : new int[] {30_000, 1_000_000}) {
            for (String number : List.of("9".repeat(digits), "." + "9".repeat(digits), "1e" + "9".repeat(digits))) {
                assertRejected(
                        searchedQuickly(other, "metrics.loss > " + number + "x"),
                        400,
                        "INVALID_PARAMETER_VALUE",
                        "A comparison ends with a number");
            }
        }
        assertRejected(
                searchedQuickly(other, "run_name LIKE '" + "a".repeat(1001) + "'"),
                400,
                "INVALID_PARAMETER_VALUE",
                "A pattern can have at most 1000 characters");
    }

    private static Response searchedQuickly(String experiment, String filter) {
        long start = System.nanoTime();
        Response response = post("runs/search", Map.of("experiment_ids", List.of(experiment), "filter", filter));
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .as(filter.substring(0, Math.min(30, filter.length())))
                .isLessThan(Duration.ofSeconds(5));
        return response;
    }

    @Test
    void givesPagesThatTogetherAreAll() {
        List<String> pages = new ArrayList<>();
        String token = "";
        do {
            JsonPath page = ok(post(
                    "runs/search",
                    Map.of("experiment_ids", List.of(experiment), "max_results", 2, "page_token", token)));
            pages.add(letters(page));
            token = page.getString("next_page_token");
        } while (token != null);

        assertThat(pages).containsExactly("cb", "a");
    }

    @Test
    void searchesInTheExperimentsThatAreNamed() {
        assertThat(ok(post("runs/search", Map.of("experiment_ids", List.of()))).getMap(""))
                .isEmpty();
        String other = experiment();
        assertThat(letters(ok(post("runs/search", Map.of("experiment_ids", List.of(other, experiment))))))
                .isEqualTo("cba");
    }

    @Test
    void deletedRunsAreFoundOnlyWhenAskedFor() {
        String a = names.entrySet().stream()
                .filter(name -> name.getValue().equals("a"))
                .findFirst()
                .orElseThrow()
                .getKey();
        ok(post("runs/delete", Map.of("run_id", a)));

        assertThat(found(Map.of())).isEqualTo("cb");
        assertThat(found(Map.of("run_view_type", "DELETED_ONLY"))).isEqualTo("a");
        assertThat(found(Map.of("run_view_type", "ALL"))).isEqualTo("cba");

        ok(post("runs/restore", Map.of("run_id", a)));
        assertThat(found(Map.of())).isEqualTo("cba");
    }

    private static void log(String run, String loss, String depth) {
        ok(post(
                "runs/log-batch",
                Map.of(
                        "run_id",
                        run,
                        "metrics",
                        List.of(Map.of("key", "loss", "value", loss, "timestamp", 1)),
                        "params",
                        depth == null ? List.of() : pairs("depth", depth))));
    }

    private String found(Map<String, ?> search) {
        Map<String, Object> body = new HashMap<>(search);
        body.put("experiment_ids", List.of(experiment));
        return letters(ok(post("runs/search", body)));
    }

    private String letters(JsonPath answer) {
        List<String> ids = answer.getList("runs.info.run_id");
        return ids == null ? "" : ids.stream().map(names::get).collect(Collectors.joining());
    }
}
