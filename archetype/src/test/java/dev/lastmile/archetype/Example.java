package dev.lastmile.archetype;

import java.util.HashMap;
import java.util.Map;

/** Options to start a test from. */
final class Example {
    static final Map<String, String> CHURN = Map.of(
            "groupId", "com.acme",
            "artifactId", "churn",
            "package", "com.acme.churn.model",
            "version", "1.0.0-SNAPSHOT",
            "javaVersion", "21",
            "tracking", "embedded",
            "ci", "github",
            "notebooks", "yes",
            "airflow", "yes");

    private Example() {}

    /** Those of {@link #CHURN}, with others in their place: key, value, key, value. */
    static Options options(String... others) {
        return Options.of(given(others));
    }

    static Map<String, String> given(String... others) {
        Map<String, String> given = new HashMap<>(CHURN);
        for (int i = 0; i < others.length; i += 2) {
            given.put(others[i], others[i + 1]);
        }
        return given;
    }
}
