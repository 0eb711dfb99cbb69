package dev.lastmile.serving.internal.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.lastmile.serving.core.fixture.RegistryServer;
import dev.lastmile.serving.fixture.RegistryResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = RegistryResource.class, restrictToAnnotatedClass = true)
class OpenInferenceTest {
    private static final String INPUT = "{'name': '%s', 'shape': %s, 'datatype': '%s', 'data': %s}";
    private static final String INFER = "/v2/models/iris-classifier/infer";

    RegistryServer registry;

    @BeforeEach
    void aModelAnswers() throws InterruptedException {
        RegistryResource.untilTheChampionAnswers(registry);
    }

    @Test
    void theServerAndTheModelSayWhatTheyAre() {
        assertThat(given().get("/v2").jsonPath().getString("name")).isEqualTo("lastmile-serving");
        assertThat(given().get("/v2/health/live").jsonPath().getBoolean("live")).isTrue();
        for (String path : List.of("/v2/models/iris-classifier", "/v2/models/iris-classifier/versions/3")) {
            assertThat(given().get(path + "/ready").jsonPath().getBoolean("ready"))
                    .isTrue();
            JsonPath model = given().get(path).jsonPath();
            assertThat(model.getString("platform")).isEqualTo("onnx_onnxv1");
            assertThat(model.getList("versions")).containsExactly("3");
            assertThat(model.getList("inputs.name"))
                    .containsExactly("sepal_length", "sepal_width", "petal_length", "petal_width");
            assertThat(model.getList("inputs.datatype")).containsOnly("FP64");
            assertThat(model.getList("outputs.datatype")).containsExactly("BYTES", "FP64");
            assertThat(model.getList("outputs[1].shape")).containsExactly(-1, 3);
        }
    }

    @Test
    void rowsAreScored() {
        JsonPath mlflow = given().header("Content-Type", "application/json")
                .body("{\"inputs\": {\"sepal_length\": [5.1, 6], \"sepal_width\": [3.5, 3],"
                        + " \"petal_length\": [1.4, 5], \"petal_width\": [0.2, 2]}}")
                .post("/invocations")
                .jsonPath();

        Response answer = infer(INFER, flowers("[2]", "FP64", "[5.1, 6]", "[3.5, 3]", "[1.4, 5]", "[0.2, 2]"));

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        JsonPath json = answer.jsonPath();
        assertThat(json.getString("model_name")).isEqualTo("iris-classifier");
        assertThat(json.getString("model_version")).isEqualTo("3");
        assertThat(json.getString("id")).isEqualTo("a request");
        assertThat(json.getList("outputs.name")).containsExactly("prediction", "probability");
        assertThat(json.getList("outputs[0].data")).isEqualTo(mlflow.getList("predictions.prediction"));
        assertThat(json.getList("outputs[1].shape")).containsExactly(2, 3);
        assertThat(json.getList("outputs[1].data", Double.class)).hasSize(6);
        assertThat(json.getDouble("outputs[1].data[4]"))
                .isCloseTo(mlflow.getDouble("predictions[1].probability[1]"), offset(1e-12));
    }

    @Test
    void columnsAndSmallerTypesAreTaken() {
        JsonPath json = infer(
                        INFER.replace("/infer", "/versions/3/infer"),
                        flowers("[1, 1]", "INT32", "[5]", "[[3]]", "[1]", "[0]")
                                .replace("'id'", "'outputs': [{'name':" + " 'prediction'}], 'id'"))
                .jsonPath();

        assertThat(json.getList("outputs.name")).containsExactly("prediction");
        assertThat(json.getList("outputs[0].shape")).containsExactly(1);
    }

    @Test
    void noRowsHaveNoAnswer() {
        JsonPath json =
                infer(INFER, flowers("[0]", "FP64", "[]", "[]", "[]", "[]")).jsonPath();

        assertThat(json.getList("outputs[0].data")).isEmpty();
        assertThat(json.getList("outputs[1].shape")).containsExactly(0, 3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[2]    | FP64  | [1]        | Input sepal_length has 1 values, and its shape is [2].",
                "[1]    | BYTES | [1]        | Input sepal_length has the datatype 'BYTES', and the model takes FP64.",
                "[1]    | BOOL  | [1]        | Input sepal_length has the datatype 'BOOL', and the model takes FP64.",
                "[4294967297, 1] | FP64 | [1] | Input sepal_length has 1 values, and its shape is [4294967297,1].",
                "[-1]   | FP64  | [1]        | Input sepal_length has 1 values, and its shape is [-1].",
                "[1, 1, 1] | FP64 | [1]      | Input sepal_length has the shape [1,1,1], and",
                "[1, 2] | FP64  | [1, 2]     | Input sepal_length has the shape [1,2], and the model takes one value per row",
                "1      | FP64  | [1]        | Input sepal_length has the shape 1, and",
                "[1.5]  | FP64  | [1]        | Input sepal_length has the shape [1.5], and",
                "[1]    | FP64  | 1          | Input sepal_length has no list of data.",
                "[1]    | FP64  | ['a']      | Column sepal_length, row 0 (counted from 0), is \"a\", a string",
                "[1]    | FP64  | [null]     | Column sepal_length, row 0 (counted from 0), is null; the model needs",
                "[1, 1] | FP64  | [[1, 2]]   | Input sepal_length has a row of other than one value",
                "[1]    | FP64  | [NaN]      | is NaN; the model takes finite numbers.",
            })
    void tensorsThatDoNotFitAreNamed(String shape, String datatype, String data, String message) {
        Response answer = infer(INFER, flowers(shape, datatype, data, data, data, data));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.jsonPath().getString("error")).contains(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{}",
                "{'inputs': {}}",
                "{'inputs': [1]}",
                "{'inputs': [{'name': 1}]}",
                "{'inputs': [], 'id': 1}",
                "{'inputs': [], 'outputs': 1}",
                "{'inputs': [], 'outputs': [{}]}",
                "{'inputs': [], 'outputs': [{'name': 'none'}]}",
                "{'inputs': []}",
                "{'inputs': [{'name': 'sepal_length'}, {'name': 'sepal_length'}]}"
            })
    void whatIsNoRequestIsRejected(String body) {
        Response answer = infer(INFER, body);

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(400);
        assertThat(answer.jsonPath().getString("error")).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"iris-features", "iris-classifier/versions/4", "none", "..%2Firis-classifier"})
    void anotherModelIsNotHere(String model) {
        String path = "/v2/models/" + model;
        for (Response answer : List.of(
                given().urlEncodingEnabled(false).get(path),
                given().urlEncodingEnabled(false).get(path + "/ready"),
                given().urlEncodingEnabled(false)
                        .header("Content-Type", "application/json")
                        .body("{}")
                        .post(path + "/infer"))) {
            assertThat(answer.statusCode()).isEqualTo(404);
        }
        assertThat(given().get("/v2/models/none").jsonPath().getString("error"))
                .isEqualTo("Model none is not served here; iris-classifier version 3 is.");
    }

    private static Response infer(String path, String body) {
        return given().header("Content-Type", "application/json")
                .body(body.replace('\'', '"'))
                .post(path);
    }

    private static String flowers(String shape, String datatype, String... data) {
        String[] names = {"sepal_length", "sepal_width", "petal_length", "petal_width"};
        StringBuilder inputs = new StringBuilder();
        for (int i = 0; i < names.length; i++) {
            inputs.append(i == 0 ? "" : ", ").append(INPUT.formatted(names[i], shape, datatype, data[i]));
        }
        return "{'id': 'a request', 'inputs': [" + inputs + "]}";
    }
}
