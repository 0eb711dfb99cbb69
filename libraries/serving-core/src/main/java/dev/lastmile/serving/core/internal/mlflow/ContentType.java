package dev.lastmile.serving.core.internal.mlflow;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Checks content types as MLflow's scoring server does. */
final class ContentType {
    private static final String CSV = "text/csv";
    private static final List<String> SUPPORTED = List.of("application/json", CSV);

    private ContentType() {}

    /** Why a body of this type is rejected; empty if it is accepted. */
    static Optional<String> rejection(String header) {
        if (header == null || header.isBlank()) {
            return Optional.of("The request has no content type. Send it as one of " + SUPPORTED + ".");
        }
        String[] parts = header.split(";", -1);
        if (!SUPPORTED.contains(type(header))) {
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

    /** Whether a body of this type is CSV; JSON otherwise. */
    static boolean isCsv(String header) {
        return type(header).equals(CSV);
    }

    private static String type(String header) {
        return header.split(";", -1)[0].strip().toLowerCase(Locale.ROOT);
    }
}
