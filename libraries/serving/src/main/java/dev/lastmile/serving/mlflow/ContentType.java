package dev.lastmile.serving.mlflow;

import java.util.Locale;
import java.util.Optional;

/** What MLflow's scoring server says of a request's content type. */
final class ContentType {
    private static final String SUPPORTED = "application/json";

    private ContentType() {}

    /** Why a body of this type cannot be read, if it cannot. */
    static Optional<String> refusal(String header) {
        if (header == null || header.isBlank()) {
            return Optional.of("The request has no content type. Send it as Content-Type: " + SUPPORTED);
        }
        String[] parts = header.split(";");
        if (!parts[0].strip().equalsIgnoreCase(SUPPORTED)) {
            return Optional.of("This service reads " + SUPPORTED + ", and the request is " + header + ".");
        }
        for (int i = 1; i < parts.length; i++) {
            String[] parameter = parts[i].strip().split("=", 2);
            String name = parameter[0].toLowerCase(Locale.ROOT);
            if (!name.equals("charset")) {
                return Optional.of("Unrecognized content type parameters: " + name + ".");
            }
            if (parameter.length < 2 || !parameter[1].replace("\"", "").equalsIgnoreCase("utf-8")) {
                return Optional.of("The scoring server only supports UTF-8");
            }
        }
        return Optional.empty();
    }
}
