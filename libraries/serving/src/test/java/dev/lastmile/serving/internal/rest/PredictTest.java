package dev.lastmile.serving.internal.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.serving.core.fixture.RegistryServer;
import dev.lastmile.serving.fixture.Management;
import dev.lastmile.serving.fixture.RegistryResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(RegistryResource.class)
class PredictTest {
    private static final String FLOWER =
            "{\"petal_width\": 0.2, \"sepal_length\": 5.1, \"sepal_width\": 3.5, \"petal_length\": 1.4}";

    RegistryServer registry;

    @BeforeEach
    void aModelAnswers() throws InterruptedException {
        RegistryResource.untilTheChampionAnswers(registry);
    }

    @Test
    void anObjectIsAnsweredWithAnObjectAndAListWithAList() {
        Response one = predict(FLOWER);
        Response many = predict("[" + FLOWER + ", " + FLOWER + "]");
        JsonPath mlflow = given().header("Content-Type", "application/json")
                .body("{\"dataframe_records\": [" + FLOWER + "]}")
                .post("/invocations")
                .jsonPath();

        assertThat(one.statusCode()).as(one.asString()).isEqualTo(200);
        assertThat(one.header("X-Lastmile-Model")).isEqualTo("iris-classifier/3");
        Map<String, ?> prediction = one.jsonPath().getMap("");
        assertThat(prediction).isEqualTo(mlflow.getMap("predictions[0]"));
        assertThat(many.jsonPath().getList("")).hasSize(2).containsOnly(prediction);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'sepal_lenght': 5}    | has the field sepal_lenght, which the model does not have; it has [petal_length,",
                "[]                     | The list has no rows.",
                "[1]                    | Row 0 (counted from 0) is a number. Send an object with the fields [petal_length,",
                "                       | Row 0 (counted from 0) is missing.",
                "{                      | The request is not valid JSON at line 1",
                "{'sepal_length': 5}    | The request lacks the columns",
                "{'sepal_length': 'a', 'sepal_width': 3, 'petal_length': 1, 'petal_width': 1} | is \"a\", a string"
            })
    void whatDoesNotFitIsNamed(String body, String message) {
        Response answer = predict(body == null ? "" : body.replace('\'', '"'));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.jsonPath().getString("message")).contains(message);
    }

    @Test
    void aViolationOfTheContractIsRejectedAndCounted() {
        Response rejected = predict(FLOWER.replace("5.1", "1000.5"));

        assertThat(rejected.statusCode()).isEqualTo(400);
        assertThat(rejected.jsonPath().getString("message"))
                .isEqualTo("Column sepal_length, row 0 (counted from 0), is 1000.5; the rule is max 1000.");
        assertThat(Management.get("/q/metrics").asString())
                .contains("lastmile_contract_violations_total{column=\"sepal_length\",mode=\"enforce\","
                        + "model=\"iris-classifier\"} ");
    }

    @Test
    void anOutputThatIsNotFiniteIsRejectedAndCounted() {
        Response rejected = predict(FLOWER.replace("0.2", "1.7e308"));

        assertThat(rejected.statusCode()).as(rejected.asString()).isEqualTo(400);
        assertThat(rejected.jsonPath().getString("message"))
                .startsWith("Row 0 (counted from 0) cannot be scored: output probability of iris-classifier/3 is NaN.");
        assertThat(Management.get("/q/metrics").asString())
                .contains(
                        "lastmile_nonfinite_outputs_total{model=\"iris-classifier\",output=\"probability\",version=\"3\"} ");
    }

    @Test
    void theOpenApiDocumentDescribesTheModelThatAnswers() {
        JsonPath document = given().get("/q/openapi?format=json").jsonPath();

        assertThat(document.getMap("paths.'/predict'.post.requestBody.content.'application/json'.schema"))
                .containsValue("#/components/schemas/Rows");
        JsonPath row = given().get("/q/openapi?format=json").jsonPath().setRootPath("components.schemas.Row");
        assertThat(row.getMap("properties.sepal_length"))
                .containsEntry("type", "number")
                .containsEntry("minimum", -1000)
                .containsEntry("maximum", 1000)
                .containsEntry("description", "length of a sepal; in cm");
        assertThat(row.getMap("properties.sepal_width")).doesNotContainKey("minimum");
        assertThat(row.getList("required")).hasSize(4);
        assertThat(row.getBoolean("additionalProperties")).isFalse();
        assertThat(row.getFloat("examples[0].petal_length")).isEqualTo(1.4f);
        assertThat(document.getString("components.schemas.Prediction.properties.prediction.type"))
                .isEqualTo("string");
        assertThat(document.getString("components.schemas.Prediction.properties.probability.type"))
                .isEqualTo("array");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/q/openapi             |                  | application/yaml | ---",
                "/q/openapi?format=JSON |                  | application/json | {",
                "/q/openapi             | application/json | application/json | {",
                "/q/openapi.json        |                  | application/json | {",
                "/q/openapi.yml         | application/json | application/yaml | ---"
            })
    void theOpenApiDocumentComesInTheFormatThatIsWanted(String path, String accept, String type, String begin) {
        for (int time = 0; time < 2; time++) { // the second one is not made again
            Response document =
                    given().header("Accept", accept == null ? "*/*" : accept).get(path);

            assertThat(document.statusCode()).isEqualTo(200);
            assertThat(document.contentType()).isEqualTo(type + ";charset=UTF-8");
            assertThat(document.asString()).startsWith(begin).contains("sepal_length");
        }
        assertThat(given().head(path).asString()).isEmpty();
    }

    private static Response predict(String body) {
        return given().header("Content-Type", "application/json").body(body).post("/predict");
    }
}
