package dev.lastmile.tracking.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastmile.tracking.TrackingConfig;
import dev.lastmile.tracking.TrackingException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import javax.net.ssl.SSLException;

/** One-line messages of failures. */
final class Failures {
    private static final int LONGEST = 600;

    private Failures() {}

    /** The server was not reached, or did not respond. */
    static TrackingException unreached(URI server, Call call, IOException e, int attempts) {
        String reason = oneLine(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
        if (e instanceof SSLException) {
            return new TrackingException(
                    "The tracking server at " + server + " cannot be reached (TLS: " + reason
                            + "). The authority of its"
                            + " certificate must be in the JVM's trust store (javax.net.ssl.trustStore); or set "
                            + TrackingConfig.URI_VARIABLE + " to another address.",
                    e);
        }
        if (e instanceof ConnectException) {
            reason = e.getMessage() == null ? "no connection" : reason;
        } else if (!(e instanceof HttpTimeoutException)) {
            reason = call + " broke off: " + reason;
        }
        return new TrackingException(
                "The tracking server at " + server + " cannot be reached (" + reason + times(attempts) + "). Start it,"
                        + " or set " + TrackingConfig.URI_VARIABLE + " to another address.",
                e);
    }

    /** The server rejected the request. */
    static TrackingException answered(Call call, HttpResponse<byte[]> answer, int attempts, TrackingConfig config) {
        JsonNode json = json(answer);
        String code = json.path("error_code").asText("");
        String said = said(answer, json);
        int status = answer.statusCode();
        StringBuilder message = new StringBuilder(call + " was answered with " + status);
        if (!code.isEmpty()) {
            message.append(' ').append(code);
        }
        message.append(times(attempts));
        if (!said.isEmpty()) {
            message.append(": ").append(said);
        }
        String hint = hint(status, answer, config);
        if (!hint.isEmpty()) {
            message.append(said.isEmpty() || !said.matches(".*[.!?…]$") ? ". " : " ")
                    .append(hint);
        }
        return new TrackingException(message.toString(), OptionalInt.of(status), code, null);
    }

    private static String hint(int status, HttpResponse<byte[]> answer, TrackingConfig config) {
        if (config.isDatabricks() && (status == 401 || status == 403)) {
            return "Check DATABRICKS_TOKEN, or the token of the profile in ~/.databrickscfg, and what it may do there.";
        }
        if (status == 401) {
            return "Set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN.";
        }
        if (status >= 300 && status < 400) {
            return "It points to "
                    + answer.headers()
                            .firstValue("Location")
                            .map(Failures::oneLine)
                            .orElse("nowhere") + ". Set "
                    + TrackingConfig.URI_VARIABLE + " to the address that answers itself.";
        }
        return "";
    }

    private static JsonNode json(HttpResponse<byte[]> answer) {
        try {
            JsonNode json = Json.MAPPER.readTree(answer.body());
            return json == null ? Json.MAPPER.missingNode() : json;
        } catch (IOException e) {
            return Json.MAPPER.missingNode();
        }
    }

    private static String said(HttpResponse<byte[]> answer, JsonNode json) {
        if (json.isObject()) {
            return oneLine(json.path("message").asText(""));
        }
        // An HTML page has no useful first line; plain text does.
        boolean plain = answer.headers().firstValue("Content-Type").orElse("").startsWith("text/plain");
        String text = new String(answer.body(), StandardCharsets.UTF_8).strip();
        return plain && !text.startsWith("<") ? oneLine(text) : "";
    }

    static String oneLine(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    private static String times(int attempts) {
        return attempts > 1 ? ", " + attempts + " times" : "";
    }
}
