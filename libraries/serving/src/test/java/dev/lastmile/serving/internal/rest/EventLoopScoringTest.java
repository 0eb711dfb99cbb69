package dev.lastmile.serving.internal.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.serving.core.fixture.RegistryServer;
import dev.lastmile.serving.fixture.RegistryResource;
import dev.lastmile.serving.fixture.RestCounter;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(RegistryResource.class)
class EventLoopScoringTest {
    private static final String JSON = "application/json";
    private static final String ROW = "[5.1, 3.5, 1.4, 0.2]";
    private static final String NAMES = "[\"sepal_length\", \"sepal_width\", \"petal_length\", \"petal_width\"]";
    private static final String SPLIT = "{\"dataframe_split\": {\"columns\": " + NAMES + ", \"data\": [" + ROW + "]}}";
    private static final String FLOWER =
            "{\"sepal_length\": 5.1, \"sepal_width\": 3.5, \"petal_length\": 1.4, \"petal_width\": 0.2}";
    private static final String TENSORS = "{\"inputs\": [%s]}"
            .formatted(String.join(
                    ", ",
                    List.of("sepal_length", "sepal_width", "petal_length", "petal_width").stream()
                            .map(name -> "{\"name\": \"" + name
                                    + "\", \"shape\": [1], \"datatype\": \"FP64\", \"data\": [1]}")
                            .toList()));
    /** White space, which makes a request of JSON too large for the event loop and nothing else of it. */
    private static final String BLANKS = " ".repeat(17_000);

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @Inject
    RestCounter rest;

    RegistryServer registry;

    @BeforeEach
    void aModelAnswers() throws InterruptedException {
        RegistryResource.untilTheChampionAnswers(registry);
    }

    static Map<String, String> requests() {
        return Map.of(
                "/invocations", SPLIT,
                "/predict", FLOWER,
                "/v2/models/iris-classifier/infer", TENSORS,
                "/v2/models/iris-classifier/versions/3/infer", TENSORS);
    }

    @Test
    void aSmallRequestIsAnsweredBeforeJakartaRestAndALargeOneByItWithTheSame() throws Exception {
        for (Map.Entry<String, String> request : requests().entrySet()) {
            int before = rest.seen();
            HttpResponse<String> small = post(request.getKey(), JSON, request.getValue());
            assertThat(rest.seen()).as(request.getKey()).isEqualTo(before);
            HttpResponse<String> large = post(request.getKey(), JSON, request.getValue() + BLANKS);
            assertThat(rest.seen()).as(request.getKey()).isEqualTo(before + 1);

            assertThat(small.statusCode()).as(small.body()).isEqualTo(200);
            requireSame(small, large);
            for (HttpResponse<String> answer : List.of(small, large)) {
                assertThat(answer.headers().firstValue("X-Lastmile-Model")).hasValue("iris-classifier/3");
                assertThat(answer.headers().firstValue("X-Lastmile-Features")).hasValue("iris-features/2");
                assertThat(answer.headers().firstValue("X-Lastmile-Prediction")).isPresent();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/invocations | {} | 400",
                "/invocations | {\"inputs\": ] | 400",
                "/invocations | {\"inputs\": {\"sepal_length\": [1]}} | 400",
                "/predict | [] | 400",
                "/predict | {\"sepal_lenght\": 1} | 400",
                "/v2/models/iris-classifier/infer | {\"inputs\": 1} | 400",
                "/v2/models/iris-classifier/versions/4/infer | {} | 404",
                "/v2/models/another/infer | {} | 404",
            })
    void aRejectionIsTheSameEitherWay(String path, String body, int status) throws Exception {
        HttpResponse<String> small = post(path, JSON, body);

        assertThat(small.statusCode()).as(small.body()).isEqualTo(status);
        requireSame(small, post(path, JSON, body + BLANKS));
    }

    @Test
    void featuresOfAnotherVersionAreRejectedEitherWay() throws Exception {
        for (String body : List.of(SPLIT, SPLIT + BLANKS)) {
            HttpResponse<String> answer = CLIENT.send(
                    request("/invocations", JSON)
                            .header("X-Lastmile-Features", "iris-features/1")
                            .POST(BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
        }
    }

    @Test
    void whatIsNotPlainJsonOfAKnownLengthGoesToJakartaRest() throws Exception {
        int before = rest.seen();
        HttpResponse<String> csv = post(
                "/invocations", "text/csv", "sepal_length,sepal_width,petal_length,petal_width\n5.1,3.5,1.4,0.2\n");
        HttpResponse<String> chunks = CLIENT.send(
                request("/invocations", JSON)
                        .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString(SPLIT)))
                        .build(),
                BodyHandlers.ofString());
        HttpResponse<String> asked = CLIENT.send(
                request("/invocations", JSON)
                        .expectContinue(true)
                        .POST(BodyPublishers.ofString(SPLIT))
                        .build(),
                BodyHandlers.ofString());
        HttpResponse<String> latin = post("/invocations", "application/json; charset=latin1", SPLIT);
        HttpResponse<String> text = post("/predict", "text/plain", FLOWER);

        assertThat(rest.seen()).isGreaterThanOrEqualTo(before + 4);
        requireSame(csv, post("/invocations", JSON, SPLIT));
        requireSame(chunks, csv);
        requireSame(asked, csv);
        assertThat(latin.statusCode()).isEqualTo(415);
        assertThat(text.statusCode()).isEqualTo(415);
        assertThat(given().get("/predict").statusCode()).isEqualTo(405);
    }

    private static void requireSame(HttpResponse<String> one, HttpResponse<String> other) {
        assertThat(other.statusCode()).isEqualTo(one.statusCode());
        assertThat(other.body()).isEqualTo(one.body());
        assertThat(other.headers().firstValue("Content-Type"))
                .isEqualTo(one.headers().firstValue("Content-Type"));
    }

    private static HttpResponse<String> post(String path, String type, String body) throws Exception {
        return CLIENT.send(
                request(path, type)
                        .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8))
                        .build(),
                BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path, String type) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + RestAssured.port + path))
                .version(HttpClient.Version.HTTP_1_1)
                .header("Content-Type", type);
    }
}
