package dev.lastmile.pipeline.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lastmile.pipeline.client.ScoringClient.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScoringClientTest {
    private static final String ROWS = "{\"dataframe_records\":[{\"length\":5.1}]}";
    private static final String MADE = "{\"predictions\": [{\"features\": [0.1, -2e-9]}]}";
    private static final String PREDICTED =
            "{\"predictions\": [{\"prediction\": \"setosa\", \"probability\": [0.9, 0.1]}]}";

    private final List<Service> services = new ArrayList<>();

    /** Answers with what it is told, one after the other, and keeps the requests. */
    private static final class Service {
        private final Deque<Map.Entry<Integer, String>> answers = new ArrayDeque<>();
        private final List<String> requests = new ArrayList<>();
        private final HttpServer server;

        Service() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/invocations", this::answer);
            server.start();
        }

        Service says(int status, String body) {
            answers.add(Map.entry(status, body));
            return this;
        }

        URI address() {
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        }

        private void answer(HttpExchange exchange) throws IOException {
            String made = exchange.getRequestHeaders().getFirst("X-Lastmile-Features");
            String key = exchange.getRequestHeaders().getFirst("Authorization");
            requests.add((key == null ? "" : key + " ")
                    + (made == null ? "" : made + " ")
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            Map.Entry<Integer, String> answer = answers.remove();
            byte[] body = answer.getValue().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("X-Lastmile-Model", "iris-classifier/3");
            exchange.getResponseHeaders().set("X-Lastmile-Features", "iris-features/2");
            exchange.sendResponseHeaders(answer.getKey(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        }
    }

    @AfterEach
    void stop() {
        services.forEach(service -> service.server.stop(0));
    }

    @Test
    void rowsBecomePredictions() throws IOException {
        Service service = service().says(200, PREDICTED);

        List<Prediction> predictions =
                ScoringClient.chain(service.address(), Optional.of("secret")).predict(List.of(Map.of("length", 5.1)));

        assertThat(service.requests).containsExactly("Bearer secret " + ROWS);
        assertThat(predictions).hasSize(1);
        assertThat(predictions.get(0).label()).isEqualTo("setosa");
        assertThat(predictions.get(0).probabilities()).containsExactly(0.9, 0.1);
        assertThatThrownBy(() -> new Prediction(Map.of("score", 1)).label())
                .hasMessage("The model gives [score], and no prediction.");
    }

    @Test
    void aServiceThatIsBusyOrHasNoModelIsAskedAgain() throws IOException {
        Service service = service().says(503, "no model").says(429, "busy").says(200, PREDICTED);

        Answer answer = ScoringClient.chain(service.address(), Optional.empty()).score(ROWS);

        assertThat(service.requests).hasSize(3).containsOnly(ROWS);
        assertThat(answer.model()).isEqualTo("iris-classifier/3");
        assertThat(answer.features()).isEqualTo("iris-features/2");
    }

    @Test
    void aRefusalIsGivenOnAtOnce() throws IOException {
        Service service = service().says(400, "Column length is missing");

        assertThatThrownBy(() ->
                        ScoringClient.chain(service.address(), Optional.empty()).score(ROWS))
                .isInstanceOfSatisfying(
                        ScoringException.class,
                        rejection -> assertThat(rejection.status()).isEqualTo(400))
                .hasMessageEndingWith("/invocations answered 400: Column length is missing");
        assertThat(service.requests).hasSize(1);
    }

    @Test
    void featuresOfOneServiceGoToTheOther() throws IOException {
        Service features = service().says(200, MADE);
        Service model = service().says(200, PREDICTED);

        Answer answer = ScoringClient.split(features.address(), model.address(), Optional.empty())
                .score(ROWS);

        assertThat(features.requests).containsExactly(ROWS);
        assertThat(model.requests)
                .containsExactly("iris-features/2 {\"dataframe_records\":[{\"features\":[0.1,-2.0E-9]}]}");
        assertThat(answer.predictions().get(0).label()).isEqualTo("setosa");
    }

    @Test
    void featuresThatTheModelDoesNotTakeAnyMoreAreAskedAgain() throws IOException {
        Service features = service().says(200, MADE).says(200, MADE);
        Service model = service().says(409, "another version").says(200, PREDICTED);

        ScoringClient.split(features.address(), model.address(), Optional.empty())
                .score(ROWS);

        assertThat(features.requests).hasSize(2);
        assertThat(model.requests).hasSize(2);
    }

    @Test
    void aServiceThatIsNotThereIsNamed() throws IOException {
        Service service = service();
        service.server.stop(0);

        assertThatThrownBy(() ->
                        ScoringClient.chain(service.address(), Optional.empty()).score(ROWS))
                .isInstanceOf(ScoringException.class)
                .hasMessage("The service at " + service.address() + "/invocations cannot be reached");
    }

    private Service service() throws IOException {
        Service service = new Service();
        services.add(service);
        return service;
    }
}
