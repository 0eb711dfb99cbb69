package dev.lastmile.trackingserver.page;

import static dev.lastmile.trackingserver.fixture.Protocol.ARTIFACTS;
import static dev.lastmile.trackingserver.fixture.Protocol.ok;
import static dev.lastmile.trackingserver.fixture.Protocol.pairs;
import static dev.lastmile.trackingserver.fixture.Protocol.post;
import static dev.lastmile.trackingserver.fixture.Protocol.run;
import static dev.lastmile.trackingserver.fixture.Protocol.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PagesTest {
    private static final String HOSTILE = "<script>alert('x')</script>&\"";
    private static final String ESCAPED = "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;";

    @Test
    void theOverviewShowsRunsAndVersionsWithTheirAliases() {
        String experimentName = unique("iris project");
        String experiment =
                ok(post("experiments/create", Map.of("name", experimentName))).getString("experiment_id");
        String run = run(experiment, 1_700_000_000_000L, "lastmile.step", "train-classifier");
        ok(post("runs/update", Map.of("run_id", run, "status", "FINISHED", "end_time", 1_700_000_004_200L)));
        ok(post("runs/log-metric", Map.of("run_id", run, "key", "accuracy", "value", 0.96667, "timestamp", 1)));
        String model = unique("iris-classifier");
        ok(post("registered-models/create", Map.of("name", model)));
        ok(post(
                "model-versions/create",
                Map.of(
                        "name",
                        model,
                        "source",
                        "mlflow-artifacts:/" + experiment + "/" + run + "/artifacts/model",
                        "run_id",
                        run,
                        "tags",
                        pairs("lastmile.features.version", "7"))));
        ok(post("registered-models/alias", Map.of("name", model, "alias", "champion", "version", "1")));

        Response page = given().get("/");

        assertThat(page.contentType()).isEqualTo("text/html;charset=utf-8");
        assertThat(page.header("Content-Security-Policy")).startsWith("default-src 'none'");
        assertThat(page.asString())
                .contains(experimentName, "/runs/" + run, "FINISHED", "train-classifier", "4.2 s")
                .contains("accuracy <b>0.9667</b>")
                .contains(model, "champion</span>", "lastmile.features.version <b>7</b>");
    }

    @Test
    void aRunShowsAllThatItLoggedAndWhereItsFilesAre() {
        String run = run("0", 1, "tag", "tagged");
        ok(post("runs/log-parameter", Map.of("run_id", run, "key", "depth", "value", "three")));
        ok(post("runs/log-metric", Map.of("run_id", run, "key", "rows", "value", 1234567, "timestamp", 1)));
        String file = "0/" + run + "/artifacts/model/a b.txt";
        given().body("x").put(ARTIFACTS + "/" + file);

        String page = given().get("/runs/" + run).asString();

        assertThat(page).contains("tagged", "depth", "three", "1,234,567", "model/a b.txt");
        assertThat(page).contains("href=\"" + ARTIFACTS + "/0/" + run + "/artifacts/model/a%20b.txt\"");
    }

    @Test
    void whatClientsLoggedIsTextAndNotMarkup() {
        String experiment =
                ok(post("experiments/create", Map.of("name", unique(HOSTILE)))).getString("experiment_id");
        String run = run(experiment, 1, "mlflow.runName", HOSTILE, "lastmile.step", HOSTILE);
        ok(post("runs/log-parameter", Map.of("run_id", run, "key", "p", "value", HOSTILE)));
        ok(post(
                "registered-models/create",
                Map.of("name", unique("hostile"), "description", HOSTILE, "tags", List.of())));

        for (String page : List.of("/", "/runs/" + run)) {
            assertThat(given().get(page).asString())
                    .contains(ESCAPED)
                    .doesNotContain("<script")
                    .doesNotContain(HOSTILE);
        }
    }

    @Test
    void aRunThatIsNotThereIsTold() {
        Response page = given().get("/runs/none");

        assertThat(page.statusCode()).isEqualTo(404);
        assertThat(page.asString()).contains("Run with id=none not found");
    }
}
