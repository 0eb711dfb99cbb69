package dev.lastmile.httpguard;

import java.util.Map;

/**
 * Why a request gets no further.
 *
 * @param status of the response
 * @param code MLflow's, such as {@code REQUEST_LIMIT_EXCEEDED}
 * @param message what is wrong, and what to do
 * @param headers of the response, beside those of its body
 */
public record Rejection(int status, String code, String message, Map<String, String> headers) {

    public Rejection(int status, String code, String message) {
        this(status, code, message, Map.of());
    }
}
