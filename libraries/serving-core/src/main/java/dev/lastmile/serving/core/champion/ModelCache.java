package dev.lastmile.serving.core.champion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.serving.core.ServingException;
import dev.lastmile.serving.core.chain.ChampionPair;
import dev.lastmile.serving.core.chain.ModelPin;
import dev.lastmile.serving.core.champion.PairJson.UnreadableFileException;
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

    /** Remembers the pair that serves as an alias, for a start without the tracking server. */
    void remember(String model, String alias, ChampionPair pair) {
        ObjectNode json = PairJson.of(pair).put("resolved", Instant.now().toString());
        Path file = fileOf(model, alias);
        try {
            DurableFile.write(file, json.toPrettyString());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    file + " cannot be written (" + e.getMessage()
                            + "). Set LASTMILE_SERVING_CACHE to a folder that can.",
                    e);
        }
    }

    /**
     * The pair that last served as an alias.
     *
     * @return empty if none has
     * @throws UnreadableFileException if the file is empty, damaged or of a newer format
     */
    Optional<Remembered> recall(String model, String alias) throws UnreadableFileException {
        Path file = fileOf(model, alias);
        Optional<JsonNode> json = PairJson.read(file);
        if (json.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Remembered(
                PairJson.pair(file, json.get()), json.get().path("resolved").asText("an unknown time")));
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
}
