package dev.lastmile.serving.core.internal.champion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.tracking.model.ChampionPairException;
import dev.lastmile.tracking.model.ChampionPairRef;
import dev.lastmile.tracking.model.ModelVersionRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The files of the cache that name a pair: a JSON object with a format, {@code classifier} and {@code features}. */
final class PairJson {
    private static final int FORMAT = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private PairJson() {}

    /** A new object of the current format. */
    static ObjectNode of(ChampionPairRef pair) {
        ObjectNode json = JSON.createObjectNode().put("format", FORMAT);
        write(json.putObject("classifier"), pair.model());
        write(json.putObject("features"), pair.features());
        return json;
    }

    /**
     * Reads a file.
     *
     * @return empty if it does not exist
     * @throws UnreadableFileException if it is empty, truncated, of a newer format or of another structure
     */
    static Optional<JsonNode> read(Path file) throws UnreadableFileException {
        JsonNode json;
        try {
            json = JSON.readTree(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UnreadableFileException(file + " cannot be read: " + e.getMessage());
        }
        if (json.isMissingNode()) {
            throw new UnreadableFileException(file + " is empty");
        }
        if (!json.path("format").isInt()) {
            throw new UnreadableFileException(file + " cannot be read: it has no format");
        }
        if (json.path("format").intValue() != FORMAT) {
            throw new UnreadableFileException(
                    file + " has format " + json.path("format") + ", and this version reads " + FORMAT);
        }
        return Optional.of(json);
    }

    /**
     * The pair of an object that {@link #read} has returned.
     *
     * @param file for the message
     * @throws UnreadableFileException if it does not contain one
     */
    static ChampionPairRef pair(Path file, JsonNode json) throws UnreadableFileException {
        return new ChampionPairRef(ref(file, json.path("classifier")), ref(file, json.path("features")));
    }

    /** A file that is damaged or has a newer format; it is treated as absent. */
    static final class UnreadableFileException extends Exception {
        UnreadableFileException(String message) {
            super(message);
        }
    }

    private static void write(ObjectNode json, ModelVersionRef ref) {
        json.put("name", ref.name()).put("version", ref.version()).put("digest", ref.digest());
        ref.chainDigest().ifPresent(chain -> json.put("chain_digest", chain));
        if (!ref.fileDigests().isEmpty()) {
            ObjectNode files = json.putObject("file_digests");
            new TreeMap<>(ref.fileDigests()).forEach(files::put);
        }
    }

    private static Map<String, String> fileDigests(JsonNode json) {
        Map<String, String> digests = new HashMap<>();
        json.properties()
                .forEach(entry -> digests.put(entry.getKey(), entry.getValue().asText()));
        return digests;
    }

    private static ModelVersionRef ref(Path file, JsonNode json) throws UnreadableFileException {
        if (!json.path("name").isTextual()
                || !json.path("version").isTextual()
                || !json.path("digest").isTextual()) {
            throw new UnreadableFileException(
                    file + " cannot be read: it does not name a model with its version and digest");
        }
        try {
            return new ModelVersionRef(
                    json.path("name").asText(),
                    json.path("version").asText(),
                    json.path("digest").asText(),
                    Optional.ofNullable(json.path("chain_digest").textValue()),
                    fileDigests(json.path("file_digests")));
        } catch (ChampionPairException e) {
            throw new UnreadableFileException(file + " cannot be read: " + e.getMessage());
        }
    }
}
