package dev.lastmile.serving.internal.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.serving.core.fixture.RegistryServer;
import dev.lastmile.serving.fixture.RegistryResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A service that has HTTP/2 switched on: its requests need no header to have a body. */
@QuarkusTest
@TestProfile(Http2Test.On.class)
@QuarkusTestResource(value = RegistryResource.class, restrictToAnnotatedClass = true)
class Http2Test {
    private static final String FLOWER = "{\"inputs\": {\"sepal_length\": [5.1], \"sepal_width\": [3.5],"
            + " \"petal_length\": [1.4], \"petal_width\": [0.2]}}";

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = vertx.createHttpClient(
            new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));

    RegistryServer registry;

    /** HTTP/2. */
    public static class On implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.http.http2", "true", "lastmile.serving.header-timeout", "1S");
        }
    }

    @BeforeEach
    void aModelIsServed() throws InterruptedException {
        RegistryResource.untilTheChampionAnswers(registry);
    }

    @AfterEach
    void close() {
        vertx.close();
    }

    @Test
    void requestsAreScored() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(status(http.request(HttpMethod.POST, RestAssured.port, "127.0.0.1", "/invocations")
                            .compose(request -> request.putHeader("content-type", "application/json")
                                    .send(FLOWER))))
                    .isEqualTo(200);
            Thread.sleep(600); // longer than the time for headers, all in all
        }
    }

    @ParameterizedTest
    @CsvSource({"PUT, /ping, 405", "GET, /no/such/path, 404", "PUT, /invocations, 405", "POST, /invocations, 413"})
    void largeBodiesWithoutALengthAreRejected(String method, String path, int status) throws Exception {
        Future<HttpClientResponse> answered = http.request(
                        HttpMethod.valueOf(method), RestAssured.port, "127.0.0.1", path)
                .compose(request -> {
                    request.putHeader("content-type", "application/json").setChunked(true);
                    Buffer block = Buffer.buffer(new byte[16_384]);
                    for (int i = 0; i < 20; i++) {
                        request.write(block);
                    }
                    return request.response();
                });

        assertThat(status(answered)).isEqualTo(status);
    }

    @Test
    void foreignAuthoritiesAreRejected() throws Exception {
        assertThat(status(http.request(HttpMethod.GET, RestAssured.port, "127.0.0.1", "/v1/predictions")
                        .compose(request -> request.authority(HostAndPort.create("evil.example", 80))
                                .send())))
                .isEqualTo(403);
    }

    private static int status(Future<HttpClientResponse> response) throws Exception {
        return response.map(HttpClientResponse::statusCode)
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }
}
