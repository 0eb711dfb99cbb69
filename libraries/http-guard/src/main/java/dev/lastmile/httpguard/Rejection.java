package dev.lastmile.httpguard;

import java.util.Map;

/**
 * Why a request is rejected.
 *
 * @param status of the response
 * @param code MLflow's error code, such as {@code REQUEST_LIMIT_EXCEEDED}
 * @param message what is wrong, and what to do
 * @param headers further headers of the response
 */
public record Rejection(int status, String code, String message, Map<String, String> headers) {

    public Rejection(int status, String code, String message) {
        this(status, code, message, Map.of());
    }
}
