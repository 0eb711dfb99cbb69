package dev.lastmile.trackingserver.registry;

import java.util.Map;

/** Prompts, which clients keep in the registry as versions without files. */
final class Prompts {
    /** Marks a registered model, and each of its versions, as a prompt. */
    static final String TAG = "mlflow.prompt.is_prompt";

    private Prompts() {}

    /** Whether tags are those of a prompt. */
    static boolean isMarked(Map<String, String> tags) {
        return "true".equalsIgnoreCase(tags.get(TAG));
    }
}
