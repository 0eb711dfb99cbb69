package dev.lastmile.tracking;

import java.util.Map;

/**
 * A dataset that a run has read.
 *
 * @param name at most 500 characters
 * @param digest identifies a state of the dataset; at most 36 characters
 * @param sourceType kind of its source, such as {@code iceberg}
 * @param source the source, as JSON; at most 65,535 characters
 * @param schema its columns, as JSON; at most 1,048,575 characters; may be null
 * @param profile statistics such as its size, as JSON; at most 16,777,215 characters; may be null
 * @param tags of this input, such as {@code mlflow.data.context}
 */
public record DatasetInput(
        String name,
        String digest,
        String sourceType,
        String source,
        String schema,
        String profile,
        Map<String, String> tags) {
    private static final int MAX_NAME = 500;
    private static final int MAX_DIGEST = 36;
    private static final int MAX_SOURCE = 65_535;
    private static final int MAX_SCHEMA = 1_048_575;
    private static final int MAX_PROFILE = 16_777_215;

    /**
     * @throws TrackingException naming the dataset and the part that MLflow would reject
     */
    public DatasetInput {
        require(name, "name", name, MAX_NAME);
        require(name, "digest", digest, MAX_DIGEST);
        require(name, "source type", sourceType, MAX_SOURCE);
        require(name, "source", source, MAX_SOURCE);
        limit(name, "schema", schema, MAX_SCHEMA);
        limit(name, "profile", profile, MAX_PROFILE);
        tags = Map.copyOf(tags);
    }

    private static void require(String name, String part, String value, int limit) {
        if (value == null || value.isBlank()) {
            throw new TrackingException("The dataset input " + name + " has no " + part + ". Give it one.");
        }
        limit(name, part, value, limit);
    }

    private static void limit(String name, String part, String value, int limit) {
        if (value != null && value.length() > limit) {
            throw new TrackingException("The dataset input "
                    + (name.length() > MAX_NAME ? name.substring(0, 40) + "…" : name) + " has a " + part + " of "
                    + value.length() + " characters, and MLflow takes " + limit + ". Shorten it.");
        }
    }
}
