package dev.lastmile.serving.core.champion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.serving.core.ServingException;
import dev.lastmile.serving.core.chain.ChampionPair;
import dev.lastmile.serving.core.chain.ModelPin;
import dev.lastmile.serving.core.champion.PairJson.UnreadableFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
 * changes with its bytes, so that a registry which starts anew cannot pass for the old one.
 * {@code <model>/<alias>.json} remembers the pair that last served. Several processes may use one cache: a folder that
 * has the right digests is never deleted.
 */
final class ModelCache {
    private static final System.Logger LOG = System.getLogger(ModelCache.class.getName());
    private static final String LOCK = "install.lock";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int ATTEMPTS = 10;

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
        if (isWhole(pin, kept)) {
            return kept;
        }
        Path fresh = beside(kept);
        try {
            Files.createDirectories(kept.getParent());
            try {
                download.accept(fresh);
                requireDigests(pin, fresh, "downloaded from the registry");
                DurableFile.forceFiles(fresh);
                install(pin, kept, fresh);
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
        // Two registries may have the same graph under one version, with other files beside it.
        String digest = pin.fileDigests().isEmpty()
                ? pin.digest()
                : Digest.of(pin.files().toString());
        String hex = digest.substring("sha256:".length());
        return folder.resolve(pin.name()).resolve(pin.version() + "-" + hex.substring(0, 12));
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

    private static void install(ModelPin pin, Path kept, Path fresh) throws IOException {
        Path parent = kept.getParent();
        // Without the lock, another process may see the folder missing for the moment in which it is replaced.
        try (CacheLock lock = CacheLock.acquire(parent.resolve(LOCK), PATIENCE).orElse(null)) {
            for (int attempt = 1; !isWhole(pin, kept); attempt++) {
                deleteBroken(pin, kept);
                try {
                    Files.move(fresh, kept, StandardCopyOption.ATOMIC_MOVE);
                    DurableFile.force(parent);
                } catch (FileSystemException e) {
                    // Another process has put its folder there since; whether that is whole, the next round sees.
                    if (attempt == ATTEMPTS) {
                        throw e;
                    }
                }
            }
            if (lock != null) {
                deleteAbandoned(parent);
            }
        }
    }

    /** Deletes a folder unless it is whole at the time of the deletion, when no other process can reach it any more. */
    private static void deleteBroken(ModelPin pin, Path kept) throws IOException {
        Path aside = beside(kept);
        try {
            Files.move(kept, aside, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            return;
        }
        if (isWhole(pin, aside)) {
            Files.move(aside, kept, StandardCopyOption.ATOMIC_MOVE);
        } else {
            deleteAll(aside);
        }
    }

    /** A path of this process alone in the same folder; what is left there is deleted after a day. */
    private static Path beside(Path kept) {
        return kept.resolveSibling("." + kept.getFileName() + "-" + UUID.randomUUID());
    }

    private static boolean isWhole(ModelPin pin, Path model) {
        return failure(pin, model, "").isEmpty();
    }

    // What a killed process left; one that still downloads is younger. Another process may delete the same.
    private static void deleteAbandoned(Path parent) {
        Instant old = Instant.now().minus(Duration.ofDays(1));
        try (Stream<Path> files = Files.list(parent)) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().startsWith(".")
                        && Files.exists(file)
                        && Files.getLastModifiedTime(file).toInstant().isBefore(old)) {
                    deleteAll(file);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.log(Level.DEBUG, "What a killed process left in " + parent + " stays", e);
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
