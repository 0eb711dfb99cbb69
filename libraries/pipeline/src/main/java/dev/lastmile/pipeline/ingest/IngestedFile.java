package dev.lastmile.pipeline.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;

/**
 * A file that a snapshot has the rows of.
 *
 * @param name without what may be secret
 * @param sha256 of its bytes, 64 hexadecimal digits
 * @param bytes its size
 * @param positions how many positions it takes: its lines, or the rows of a Parquet file
 */
public record IngestedFile(String name, String sha256, long bytes, long positions) {
    private static final JsonMapper JSON = new JsonMapper();

    static String toJson(List<IngestedFile> files) {
        try {
            return JSON.writeValueAsString(files);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<IngestedFile> fromJson(String json) {
        try {
            return JSON.readValue(json, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A snapshot's list of raw files cannot be read: " + e.getMessage(), e);
        }
    }
}
