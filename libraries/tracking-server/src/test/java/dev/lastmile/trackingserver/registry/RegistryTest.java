package dev.lastmile.trackingserver.registry;

import static dev.lastmile.trackingserver.fixture.Protocol.assertRejected;
import static dev.lastmile.trackingserver.fixture.Protocol.delete;
import static dev.lastmile.trackingserver.fixture.Protocol.experiment;
import static dev.lastmile.trackingserver.fixture.Protocol.get;
import static dev.lastmile.trackingserver.fixture.Protocol.ok;
import static dev.lastmile.trackingserver.fixture.Protocol.pairs;
import static dev.lastmile.trackingserver.fixture.Protocol.patch;
import static dev.lastmile.trackingserver.fixture.Protocol.post;
import static dev.lastmile.trackingserver.fixture.Protocol.run;
import static dev.lastmile.trackingserver.fixture.Protocol.unique;
import static dev.lastmile.trackingserver.fixture.Protocol.value;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class RegistryTest {
    private String model;
    private String run;
    private String artifacts;

    @BeforeEach
    void aModel() {
        model = unique("iris-classifier");
        ok(post("registered-models/create", Map.of("name", model, "tags", pairs("team", "garden"))));
        run = run(experiment(), 1);
        artifacts = ok(get("runs/get", Map.of("run_id", run))).getString("run.info.artifact_uri");
    }

    @Test
    void aModelIsRegisteredOnce() {
        JsonPath read = ok(get("registered-models/get", Map.of("name", model)));

        assertThat(read.getString("registered_model.name")).isEqualTo(model);
        assertThat(value(read, "registered_model.tags", "team")).isEqualTo("garden");
        assertThat(read.getMap("registered_model")).doesNotContainKeys("latest_versions", "aliases", "description");
        assertRejected(
                post("registered-models/create", Map.of("name", model)),
                400,
                "RESOURCE_ALREADY_EXISTS",
                "Registered Model (name=" + model + ") already exists.");
    }

    @Test
    void versionsFollowOneAnotherAndCarryTheirTagsFromTheStart() {
        JsonPath first = ok(version("model", "lastmile.digest", "sha256:ab", "lastmile.parity", "passed"));
        JsonPath second = ok(version("model"));

        assertThat(first.getString("model_version.version")).isEqualTo("1");
        assertThat(first.getString("model_version.status")).isEqualTo("READY");
        assertThat(first.getString("model_version.current_stage")).isEqualTo("None");
        assertThat(first.getString("model_version.run_id")).isEqualTo(run);
        assertThat(first.getString("model_version.source")).isEqualTo(artifacts + "/model");
        assertThat(value(first, "model_version.tags", "lastmile.digest")).isEqualTo("sha256:ab");
        assertThat(second.getString("model_version.version")).isEqualTo("2");
        assertThat(ok(get("model-versions/get-download-uri", Map.of("name", model, "version", "1")))
                        .getString("artifact_uri"))
                .isEqualTo(artifacts + "/model");
        assertThat(ok(get("registered-models/get", Map.of("name", model)))
                        .getList("registered_model.latest_versions.version"))
                .containsExactly("2");
    }

    @Test
    void clientsThatRegisterAtOnceGetDifferentNumbersInARow() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(4);
        List<Future<Integer>> numbers = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            numbers.add(clients.submit(() -> ok(version("model")).getInt("model_version.version")));
        }
        clients.shutdown();

        List<Integer> given = new ArrayList<>();
        for (Future<Integer> number : numbers) {
            given.add(number.get());
        }
        assertThat(given)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, 12).boxed().toList());
    }

    @Test
    void aNumberIsNotGivenAgain() {
        ok(version("model"));
        ok(version("model"));
        ok(delete("model-versions/delete", Map.of("name", model, "version", "2")));

        assertThat(ok(version("model")).getString("model_version.version")).isEqualTo("3");
        assertRejected(
                get("model-versions/get", Map.of("name", model, "version", "2")),
                404,
                "RESOURCE_DOES_NOT_EXIST",
                "Model Version (name=" + model + ", version=2) not found");
    }

    @Test
    void anAliasNamesOneVersionAtATime() {
        ok(version("model"));
        ok(version("model"));
        ok(alias("champion", "1"));
        ok(alias("best", "1"));
        assertThat(champion().getString("model_version.version")).isEqualTo("1");
        assertThat(champion().getList("model_version.aliases")).containsExactly("best", "champion");

        ok(alias("champion", "2"));

        assertThat(champion().getString("model_version.version")).isEqualTo("2");
        // As in MLflow, whose clients fail on aliases elsewhere.
        assertThat(ok(get("model-versions/search", Map.of("filter", "name='" + model + "'")))
                        .getList("model_versions.aliases"))
                .containsOnlyNulls();
        JsonPath read = ok(get("registered-models/get", Map.of("name", model)));
        assertThat(read.getList("registered_model.latest_versions.aliases")).containsOnlyNulls();
        assertThat(read.getMap("registered_model.aliases.find { it.alias == 'champion' }"))
                .isEqualTo(Map.of("alias", "champion", "version", "2"));

        ok(delete("model-versions/delete", Map.of("name", model, "version", "2")));
        assertNoChampion();
        ok(alias("champion", "1"));
        ok(delete("registered-models/alias", Map.of("name", model, "alias", "champion")));
        assertNoChampion();
        ok(given().queryParams(Map.of("name", model, "alias", "best"))
                .delete("/api/2.0/mlflow/registered-models/alias"));
        assertThat(ok(get("registered-models/get", Map.of("name", model))).getMap("registered_model"))
                .doesNotContainKey("aliases");
    }

    @Test
    void aliasesThatCannotBeAreRejected() {
        ok(version("model"));
        assertRejected(alias("latest", "1"), 400, "INVALID_PARAMETER_VALUE", "'latest' alias name");
        assertRejected(alias("v2", "1"), 400, "INVALID_PARAMETER_VALUE", "Version alias name 'v2' is reserved.");
        assertRejected(alias("a b", "1"), 400, "INVALID_PARAMETER_VALUE", "Invalid alias name: 'a b'.");
        assertRejected(alias("champion", "2"), 404, "RESOURCE_DOES_NOT_EXIST", "version=2) not found");
        assertRejected(
                alias("champion", "two"), 400, "INVALID_PARAMETER_VALUE", "'version' must be an integer, got 'two'.");
        assertRejected(
                get("registered-models/alias", Map.of("name", "none-such", "alias", "champion")),
                404,
                "RESOURCE_DOES_NOT_EXIST",
                "Registered Model with name=none-such not found");
    }

    @Test
    void searchesVersionsTheLastChangedFirst() {
        ok(version("model", "kind", "old"));
        ok(version("model", "kind", "new"));
        ok(version("model", "kind", "new"));

        assertThat(versions("name='" + model + "'")).containsExactly("3", "2", "1");
        assertThat(versions("run_id = '" + run + "'")).containsExactly("3", "2", "1");
        assertThat(versions("name='" + model + "' and tags.kind = 'new'")).containsExactly("3", "2");
        assertThat(versions("name='" + model + "' and version_number < 3")).containsExactly("2", "1");
        assertThat(versions("name='" + model + "' and tag.`mlflow.prompt.is_prompt` != 'true'"))
                .containsExactly("3", "2", "1");
        assertThat(ok(get(
                                "model-versions/search",
                                Map.of(
                                        "filter",
                                        "name='" + model + "'",
                                        "order_by",
                                        "version_number ASC",
                                        "max_results",
                                        2)))
                        .getList("model_versions.version"))
                .containsExactly("1", "2");
        assertRejected(
                get("model-versions/search", Map.of("filter", "colour = 'red'")),
                400,
                "INVALID_PARAMETER_VALUE",
                "Invalid attribute key 'colour'");
    }

    @Test
    void searchesModelsByName() {
        assertThat(ok(get("registered-models/search", Map.of("filter", "name ILIKE '" + model.toUpperCase() + "'")))
                        .getList("registered_models.name"))
                .containsExactly(model);
        assertThat(ok(get("registered-models/search", Map.of("filter", "name = 'none-such'")))
                        .getMap(""))
                .isEmpty();
    }

    @Test
    void promptsAreFoundOnlyWhenAskedFor() {
        ok(post("registered-models/set-tag", Map.of("name", model, "key", "mlflow.prompt.is_prompt", "value", "true")));
        String named = "name = '" + model + "'";

        assertThat(ok(get("registered-models/search", Map.of("filter", named))).getMap(""))
                .isEmpty();
        assertThat(ok(get(
                                "registered-models/search",
                                Map.of("filter", named + " and tags.`mlflow.prompt.is_prompt` = 'true'")))
                        .getList("registered_models.name"))
                .containsExactly(model);
    }

    @Test
    void descriptionsAndTagsCanBeChanged() {
        ok(version("model"));
        assertThat(ok(patch("registered-models/update", Map.of("name", model, "description", "of a model")))
                        .getString("registered_model.description"))
                .isEqualTo("of a model");
        assertThat(ok(patch(
                                "model-versions/update",
                                Map.of("name", model, "version", "1", "description", "of a version")))
                        .getString("model_version.description"))
                .isEqualTo("of a version");
        ok(post("model-versions/set-tag", Map.of("name", model, "version", "1", "key", "a", "value", "b")));
        assertThat(value(readVersion("1"), "model_version.tags", "a")).isEqualTo("b");
        ok(delete("model-versions/delete-tag", Map.of("name", model, "version", "1", "key", "a")));
        assertThat(readVersion("1").getMap("model_version")).doesNotContainKey("tags");
        ok(delete("registered-models/delete-tag", Map.of("name", model, "key", "team")));
        assertThat(ok(get("registered-models/get", Map.of("name", model))).getMap("registered_model"))
                .doesNotContainKey("tags");
    }

    @Test
    void renamingTakesVersionsAndAliasesAlong() {
        ok(version("model"));
        ok(alias("champion", "1"));
        String newName = unique("renamed");

        ok(post("registered-models/rename", Map.of("name", model, "new_name", newName)));

        assertThat(ok(get("registered-models/alias", Map.of("name", newName, "alias", "champion")))
                        .getString("model_version.name"))
                .isEqualTo(newName);
        assertRejected(get("registered-models/get", Map.of("name", model)), 404, "RESOURCE_DOES_NOT_EXIST", model);
    }

    @Test
    void deletingAModelDeletesItsVersionsAndFreesItsName() {
        ok(version("model", "a", "b"));
        ok(alias("champion", "1"));
        ok(delete("registered-models/delete", Map.of("name", model)));

        assertRejected(get("registered-models/get", Map.of("name", model)), 404, "RESOURCE_DOES_NOT_EXIST", model);
        assertThat(versions("run_id = '" + run + "'")).isNull();
        ok(post("registered-models/create", Map.of("name", model)));
        assertThat(ok(version("model")).getString("model_version.version")).isEqualTo("1");
    }

    @Test
    void stagesAreStillUnderstood() {
        ok(version("model"));
        ok(version("model"));
        ok(stage("1", "production"));
        ok(stage("2", "Production"));

        assertThat(readVersion("1").getString("model_version.current_stage")).isEqualTo("Archived");
        assertThat(ok(post(
                                "registered-models/get-latest-versions",
                                Map.of("name", model, "stages", List.of("Production"))))
                        .getList("model_versions.version"))
                .containsExactly("2");
        assertRejected(
                stage("1", "Prod"), 400, "INVALID_PARAMETER_VALUE", "Invalid Model Version stage: Prod. Value must be");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a:b", "..", " "})
    void namesThatCannotBeFoldersAreRejected(String name) {
        assertThat(post("registered-models/create", Map.of("name", name)).statusCode())
                .isEqualTo(400);
    }

    private Response version(String folder, String... tags) {
        return post(
                "model-versions/create",
                Map.of("name", model, "source", artifacts + "/" + folder, "run_id", run, "tags", pairs(tags)));
    }

    private Response alias(String alias, String version) {
        return post("registered-models/alias", Map.of("name", model, "alias", alias, "version", version));
    }

    private Response stage(String version, String stage) {
        return post(
                "model-versions/transition-stage",
                Map.of("name", model, "version", version, "stage", stage, "archive_existing_versions", true));
    }

    private JsonPath champion() {
        return ok(get("registered-models/alias", Map.of("name", model, "alias", "champion")));
    }

    private void assertNoChampion() {
        assertRejected(
                get("registered-models/alias", Map.of("name", model, "alias", "champion")),
                400,
                "INVALID_PARAMETER_VALUE",
                "Registered model alias champion not found.");
    }

    private JsonPath readVersion(String version) {
        return ok(get("model-versions/get", Map.of("name", model, "version", version)));
    }

    private List<String> versions(String filter) {
        return ok(get("model-versions/search", Map.of("filter", filter))).getList("model_versions.version");
    }
}
