package dev.lastmile.pipeline.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks a service for predictions, or two services that have one model of the pair each: the features from the first, the
 * predictions from the second. Thread-safe.
 *
 * <p>A request is sent again, after a growing pause, when the service cannot be reached or says that it has too much to do
 * (429) or no model yet (503); scoring changes nothing, so that this does no harm. Where the champion changes between the
 * two calls of a split pair, the second service rejects the features of another version (409) and both are asked again.
 */
public final class ScoringClient {
    private static final String MODEL = "X-Lastmile-Model";
    private static final String FEATURES = "X-Lastmile-Features";
    private static final int ATTEMPTS = 4;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Optional<URI> features;
    private final URI model;
    private final Optional<String> key;

    private ScoringClient(Optional<URI> features, URI model, Optional<String> key) {
        this.features = features;
        this.model = model;
        this.key = key;
    }

    /**
     * An answer.
     *
     * @param model the version that gave it, as {@code iris-classifier/3}
     * @param features the version whose features it was given
     * @param body the answer's JSON, as it came
     */
    public record Answer(String model, String features, String body) {
        /** One a row of the request, in its order. */
        public List<Prediction> predictions() {
            List<Map<String, Object>> rows =
                    JSON.convertValue(tree(body).path("predictions"), new TypeReference<>() {});
            return rows.stream().map(Prediction::new).toList();
        }
    }

    /**
     * @param services the address of a service with the whole chain, or those of the two that split the pair, features first
     * @param key the one that they ask for, if any
     */
    public static ScoringClient of(List<URI> services, Optional<String> key) {
        return switch (services.size()) {
            case 1 -> chain(services.get(0), key);
            case 2 -> split(services.get(0), services.get(1), key);
            default ->
                throw new IllegalArgumentException(
                        "Give the address of one service, or of the two that split a pair, not " + services + ".");
        };
    }

    /**
     * @param service the address of a service with the whole chain
     * @param key the one that the service asks for, if any
     */
    public static ScoringClient chain(URI service, Optional<String> key) {
        return new ScoringClient(Optional.empty(), service, key);
    }

    /**
     * @param features the address of the service with the features
     * @param model the address of the service with the model
     * @param key the one that both ask for, if any
     */
    public static ScoringClient split(URI features, URI model, Optional<String> key) {
        return new ScoringClient(Optional.of(features), model, key);
    }

    /**
     * Scores rows.
     *
     * @param rows values by the names of the model's columns
     * @throws ScoringException if the service cannot be reached or rejects the request
     */
    public List<Prediction> predict(List<Map<String, Object>> rows) {
        return score(written(JSON.createObjectNode().set("dataframe_records", JSON.valueToTree(rows))))
                .predictions();
    }

    /**
     * Scores a request.
     *
     * @param body JSON in one of the forms of MLflow's scoring protocol
     * @throws ScoringException if the service cannot be reached or rejects the request
     */
    public Answer score(String body) {
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            try {
                return features.isPresent() ? twoCalls(body) : answer(model, body, Optional.empty());
            } catch (ScoringException e) {
                boolean again = e.status() == 0 || e.status() == 409 || e.status() == 429 || e.status() == 503;
                if (!again || attempt == ATTEMPTS) {
                    throw e;
                }
            }
            sleep(pause);
            pause = pause.multipliedBy(2);
        }
    }

    private Answer twoCalls(String body) {
        Answer made = answer(features.orElseThrow(), body, Optional.empty());
        ObjectNode second = JSON.createObjectNode();
        second.set("dataframe_records", tree(made.body()).path("predictions"));
        return answer(model, written(second), Optional.of(made.features()));
    }

    private Answer answer(URI service, String body, Optional<String> madeBy) {
        URI address = service.resolve("/invocations");
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/json")
                .timeout(TIMEOUT)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        madeBy.ifPresent(version -> request.header(FEATURES, version));
        try {
            HttpResponse<String> answer = ServiceCall.send(http, request, key);
            return new Answer(version(answer, MODEL), version(answer, FEATURES), answer.body());
        } catch (IOException e) {
            throw new ScoringException("The service at " + address + " cannot be reached", e);
        }
    }

    private static String version(HttpResponse<String> answer, String header) {
        return answer.headers().firstValue(header).orElse("");
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new ScoringException("The service's answer is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static String written(JsonNode json) {
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree has a JSON form", e);
        }
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            throw ServiceCall.interrupted(e);
        }
    }
}
