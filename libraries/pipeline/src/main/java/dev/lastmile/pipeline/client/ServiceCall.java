package dev.lastmile.pipeline.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;

/** One request to a service, with its key, and what becomes of an answer that is none. */
final class ServiceCall {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ServiceCall() {}

    /**
     * @throws IOException if the service cannot be reached
     * @throws ScoringException if it answers with another status than 200, with what it says
     */
    static HttpResponse<String> send(HttpClient http, HttpRequest.Builder builder, Optional<String> key)
            throws IOException {
        key.ifPresent(secret -> builder.header("Authorization", "Bearer " + secret.strip()));
        HttpRequest request = builder.build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new ScoringException(
                        answer.statusCode(),
                        request.uri() + " answered " + answer.statusCode() + ": " + answer.body(),
                        reason(answer.body()));
            }
            return answer;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static String reason(String body) {
        try {
            return JSON.readTree(body).path("message").asText(body);
        } catch (JsonProcessingException e) {
            return body;
        }
    }

    static ScoringException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new ScoringException("The request was interrupted.", e);
    }
}
