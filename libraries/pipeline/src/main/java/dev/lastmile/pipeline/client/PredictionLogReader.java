package dev.lastmile.pipeline.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the prediction log of a service, page by page, in the order in which it was written. */
final class PredictionLogReader {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI service;
    private final Optional<String> key;

    /**
     * @param service its address
     * @param key the one that the service asks for, if any
     * @throws ScoringException if the address is none of HTTP
     */
    public PredictionLogReader(URI service, Optional<String> key) {
        if (service.getHost() == null || !List.of("http", "https").contains(service.getScheme())) {
            throw new ScoringException(
                    "'" + service + "' is not the address of a service. Give one such as" + " http://127.0.0.1:8080.",
                    null);
        }
        this.service = service;
        this.key = key;
    }

    /**
     * Some records of a log.
     *
     * @param log the id of the log; another log has sequences of its own
     * @param predictions as the service's documentation has them, with {@code sequence} first
     * @param next where the next page begins; no further than this page if there are no more records
     * @param skipped the number of records that the service cannot read
     * @param length of the page, in characters
     */
    public record Page(String log, List<JsonNode> predictions, long next, long skipped, int length) {
        /** The id of the record at {@link #next}; empty if the service cannot read it. */
        Optional<String> lastId() {
            return predictions.isEmpty()
                    ? Optional.empty()
                    : Optional.of(predictions.get(predictions.size() - 1))
                            .filter(last -> last.path("sequence").asLong() == next)
                            .map(last -> last.path("id").asText());
        }
    }

    /**
     * The records after one of them.
     *
     * @param after the {@code next} of the page before; 0 for the beginning
     * @param most a page has fewer if they are large
     * @param seen the id of the record at {@code after}, if it is known
     * @throws ScoringException if the service cannot be reached or rejects the request; with status 409 if the log has
     *     another record there than the one that was seen
     */
    public Page page(long after, int most, Optional<String> seen) {
        URI address = service.resolve("/v1/predictions?after=" + after + "&limit=" + most
                + seen.map(id -> "&seen=" + id).orElse(""));
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(TIMEOUT);
        try {
            HttpResponse<String> answer = ServiceCall.send(http, request, key);
            JsonNode page = JSON.readTree(answer.body());
            List<JsonNode> predictions = new ArrayList<>();
            page.path("predictions").forEach(predictions::add);
            return new Page(
                    page.path("log").asText(),
                    predictions,
                    page.path("next").asLong(),
                    page.path("skipped").asLong(),
                    answer.body().length());
        } catch (JsonProcessingException e) {
            throw new ScoringException(address + " did not answer in JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new ScoringException(
                    "The service at " + service + " cannot be reached. Start it, or correct its address.", e);
        }
    }
}
