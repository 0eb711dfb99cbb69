package dev.lastmile.serving.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.serving.core.fixture.RegistryServer;
import dev.lastmile.serving.fixture.RegistryResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = RegistryResource.class, restrictToAnnotatedClass = true)
class MediaTypeCheckTest {
    @TestHTTPResource("/")
    URI service;

    RegistryServer registry;

    @BeforeEach
    void aModelAnswers() throws InterruptedException {
        RegistryResource.untilTheChampionAnswers(registry);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "application",
                "a/b/c",
                ";",
                "/",
                "text/csv; charset",
                "application/json; charset=",
                "a/b; c=\"",
                "@"
            })
    void aMalformedContentTypeIsNotAnInternalError(String type) throws IOException, InterruptedException {
        for (String path : new String[] {"/invocations", "/predict", "/v2/models/iris-classifier/infer"}) {
            HttpRequest request = HttpRequest.newBuilder(service.resolve(path))
                    .header("Content-Type", type)
                    .POST(BodyPublishers.ofString("{}"))
                    .build();
            HttpResponse<String> response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());

            assertThat(response.statusCode()).as(path).isIn(400, 415);
            assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        }
    }
}
