package dev.lastmile.serving.core.champion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.serving.core.ServingException;
import dev.lastmile.serving.core.chain.ChampionPair;
import dev.lastmile.serving.core.chain.ModelPin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Downloaded models on disk, and which pair an alias last meant.
 *
 * <p>{@code <name>/<version>-<digest>/} holds one model; a folder appears there whole or not at all, and its name
 * changes with its bytes, so that a registry which starts anew cannot pass for the old one. {@code <model>/<alias>.json}
 * remembers the pair. Several processes may use one cache.
 */
final class ModelCache {
    private static final int FORMAT = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;

    ModelCache(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /**
     * The folder of a model, downloaded if it is not here or a file of it no longer has its digest.
     *
     * @param download puts the model's files into the folder that it is given, which does not exist yet
     * @throws ServingException if what was downloaded has another digest; nothing is kept of it
     */
    Path provide(ModelPin pin, Consumer<Path> download) {
        Path kept = folderOf(pin);
        if (failure(pin, kept, "").isEmpty()) {
            return kept;
        }
        Path parent = kept.getParent();
        Path fresh = parent.resolve("." + kept.getFileName() + "-" + UUID.randomUUID());
        try {
            Files.createDirectories(parent);
            deleteAll(kept);
            deleteAbandoned(parent);
            try {
                download.accept(fresh);
                requireDigests(pin, fresh, "downloaded from the registry");
                moveInto(pin, kept, fresh);
            } finally {
                deleteAll(fresh);
            }
            return kept;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The cache folder " + folder + " cannot be written (" + e.getMessage()
                            + "). Set LASTMILE_SERVING_CACHE to a folder that can.",
                    e);
        }
    }

    /**
     * The folder of a model that was stored before.
     *
     * @throws ServingException if it is gone, or its bytes have changed since
     */
    Path stored(ModelPin pin) {
        Path kept = folderOf(pin);
        requireDigests(pin, kept, "in the cache at " + kept);
        return kept;
    }

    /** Remembers what an alias means, for a start without the tracking server. */
    void remember(String model, String alias, ChampionPair pair) {
        ObjectNode json = JSON.createObjectNode().put("format", FORMAT);
        write(json.putObject("classifier"), pair.model());
        write(json.putObject("features"), pair.features());
        json.put("resolved", Instant.now().toString());
        Path file = fileOf(model, alias);
        Path fresh = file.resolveSibling("." + file.getFileName() + "-" + UUID.randomUUID());
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(fresh, json.toPrettyString());
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    file + " cannot be written (" + e.getMessage()
                            + "). Set LASTMILE_SERVING_CACHE to a folder that can.",
                    e);
        }
    }

    /**
     * What an alias meant when it was last remembered.
     *
     * @throws ServingException if the file cannot be read, or is of a newer format
     */
    Optional<Remembered> recall(String model, String alias) {
        Path file = fileOf(model, alias);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonNode json = JSON.readTree(Files.readAllBytes(file));
            int format = json.path("format").asInt(0);
            if (format != FORMAT) {
                throw new ServingException(file + " has format " + format + ", and this version reads " + FORMAT
                        + ". Delete it, and it is written again.");
            }
            return Optional.of(new Remembered(
                    new ChampionPair(pin(file, json.path("classifier")), pin(file, json.path("features"))),
                    json.path("resolved").asText("an unknown time")));
        } catch (IOException e) {
            throw new ServingException(
                    file + " cannot be read: " + e.getMessage() + ". Delete it, and it is written again.", e);
        }
    }

    /** A pair, and when the tracking server named it. */
    record Remembered(ChampionPair pair, String resolved) {}

    private Path folderOf(ModelPin pin) {
        String digest = pin.digest().substring("sha256:".length());
        return folder.resolve(pin.name()).resolve(pin.version() + "-" + digest.substring(0, 12));
    }

    private Path fileOf(String model, String alias) {
        return folder.resolve(model).resolve(alias + ".json");
    }

    private static void requireDigests(ModelPin pin, Path model, String where) {
        failure(pin, model, where).ifPresent(failure -> {
            throw new ServingException(failure);
        });
    }

    /** The first file that is not what was registered. */
    private static Optional<String> failure(ModelPin pin, Path model, String where) {
        for (Map.Entry<String, String> file : pin.files().entrySet()) {
            String name = file.getKey();
            Optional<String> digest = Digest.of(model.resolve(name));
            if (digest.isEmpty()) {
                return Optional.of(pin + " has no " + name + " " + where + ". Register it again.");
            }
            if (!digest.get().equals(file.getValue())) {
                return Optional.of(name + " of " + pin + " has the digest " + digest.get() + " " + where
                        + ", and was registered with " + file.getValue()
                        + ". It was changed since: register it again.");
            }
        }
        return Optional.empty();
    }

    private static void moveInto(ModelPin pin, Path kept, Path fresh) throws IOException {
        try {
            Files.move(fresh, kept, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            // Another process may have put the same bytes there meanwhile.
            if (failure(pin, kept, "").isPresent()) {
                throw e;
            }
        }
    }

    // What a killed process left; one that still downloads is younger.
    private static void deleteAbandoned(Path parent) throws IOException {
        Instant old = Instant.now().minus(Duration.ofDays(1));
        try (Stream<Path> files = Files.list(parent)) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().startsWith(".")
                        && Files.getLastModifiedTime(file).toInstant().isBefore(old)) {
                    deleteAll(file);
                }
            }
        }
    }

    private static void deleteAll(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static void write(ObjectNode json, ModelPin pin) {
        json.put("name", pin.name()).put("version", pin.version()).put("digest", pin.digest());
        pin.chainDigest().ifPresent(chain -> json.put("chain_digest", chain));
    }

    private static ModelPin pin(Path file, JsonNode json) {
        if (!json.path("name").isTextual()
                || !json.path("version").isTextual()
                || !json.path("digest").isTextual()) {
            throw new ServingException(
                    file + " names no model with its version and digest. Delete it, and it is written again.");
        }
        return new ModelPin(
                json.path("name").asText(),
                json.path("version").asText(),
                json.path("digest").asText(),
                Optional.ofNullable(json.path("chain_digest").textValue()));
    }
}
