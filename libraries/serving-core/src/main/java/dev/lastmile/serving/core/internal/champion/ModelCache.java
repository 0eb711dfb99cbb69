package dev.lastmile.serving.core.internal.champion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.serving.core.ServingException;
import dev.lastmile.serving.core.internal.champion.PairJson.UnreadableFileException;
import dev.lastmile.tracking.model.ChampionPairRef;
import dev.lastmile.tracking.model.ModelVersionRef;
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
 * Downloaded models on disk, and the pair that an alias last resolved to.
 *
 * <p>{@code <name>/<version>-<digest>/} contains one model; a folder is installed atomically, and its name depends on its
 * bytes, so that versions of a recreated registry are not mistaken for earlier ones. {@code <model>/<alias>.json} records
 * the pair that last served. Several processes may use one cache: a folder with the right digests is never deleted.
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
     * The folder of a model, downloaded if it is not cached or a file no longer has its digest.
     *
     * @param download downloads the model into the given folder, which does not exist yet
     * @throws ServingException if a downloaded file has another digest; nothing is kept
     */
    Path provide(ModelVersionRef ref, Consumer<Path> download) {
        Path installed = folderOf(ref);
        if (isComplete(ref, installed)) {
            return installed;
        }
        Path fresh = temporary(installed);
        try {
            Files.createDirectories(installed.getParent());
            try {
                download.accept(fresh);
                requireDigests(ref, fresh, "downloaded from the registry");
                DurableFile.forceFiles(fresh);
                install(ref, installed, fresh);
            } finally {
                deleteAll(fresh);
            }
            return installed;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The cache folder " + folder + " cannot be written (" + e.getMessage()
                            + "). Set LASTMILE_SERVING_CACHE to a folder that can.",
                    e);
        }
    }

    /**
     * The folder of a model that was downloaded before.
     *
     * @throws ServingException if it does not exist, or its bytes have changed since
     */
    Path stored(ModelVersionRef ref) {
        Path installed = folderOf(ref);
        requireDigests(ref, installed, "in the cache at " + installed);
        return installed;
    }

    /** Records the pair that serves an alias, for a start without the tracking server. */
    void remember(String model, String alias, ChampionPairRef pair) {
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
     * The pair that last served an alias.
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

    /** A pair, and when the tracking server resolved it. */
    record Remembered(ChampionPairRef pair, String resolved) {}

    private Path folderOf(ModelVersionRef ref) {
        // Two registries may have the same graph under one version, with different other files.
        String digest = ref.fileDigests().isEmpty()
                ? ref.digest()
                : Digest.of(ref.files().toString());
        String hex = digest.substring("sha256:".length());
        return folder.resolve(ref.name()).resolve(ref.version() + "-" + hex.substring(0, 12));
    }

    private Path fileOf(String model, String alias) {
        return folder.resolve(model).resolve(alias + ".json");
    }

    private static void requireDigests(ModelVersionRef ref, Path model, String where) {
        failure(ref, model, where).ifPresent(failure -> {
            throw new ServingException(failure);
        });
    }

    /** The first file that differs from what was registered. */
    private static Optional<String> failure(ModelVersionRef ref, Path model, String where) {
        for (Map.Entry<String, String> file : ref.files().entrySet()) {
            String name = file.getKey();
            Optional<String> digest = Digest.of(model.resolve(name));
            if (digest.isEmpty()) {
                return Optional.of(ref + " has no " + name + " " + where + ". Register it again.");
            }
            if (!digest.get().equals(file.getValue())) {
                return Optional.of(name + " of " + ref + " has the digest " + digest.get() + " " + where
                        + ", and was registered with " + file.getValue()
                        + ". It was changed since: register it again.");
            }
        }
        return Optional.empty();
    }

    private static void install(ModelVersionRef ref, Path installed, Path fresh) throws IOException {
        Path parent = installed.getParent();
        // Without the lock, another process may miss the folder while it is replaced.
        try (CacheLock lock = CacheLock.acquire(parent.resolve(LOCK), PATIENCE).orElse(null)) {
            for (int attempt = 1; !isComplete(ref, installed); attempt++) {
                deleteBroken(ref, installed);
                try {
                    Files.move(fresh, installed, StandardCopyOption.ATOMIC_MOVE);
                    DurableFile.force(parent);
                } catch (FileSystemException e) {
                    // Another process has installed its folder since; the next round checks it.
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

    /** Moves a folder away, where no other process can reach it, and deletes it unless it is complete. */
    private static void deleteBroken(ModelVersionRef ref, Path installed) throws IOException {
        Path aside = temporary(installed);
        try {
            Files.move(installed, aside, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            return;
        }
        if (isComplete(ref, aside)) {
            Files.move(aside, installed, StandardCopyOption.ATOMIC_MOVE);
        } else {
            deleteAll(aside);
        }
    }

    /** A temporary path in the same folder, unique to this call; leftovers are deleted after a day. */
    private static Path temporary(Path installed) {
        return installed.resolveSibling("." + installed.getFileName() + "-" + UUID.randomUUID());
    }

    private static boolean isComplete(ModelVersionRef ref, Path model) {
        return failure(ref, model, "").isEmpty();
    }

    // Left by crashed processes; a download in progress is younger. Another process may delete the same.
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
            LOG.log(Level.DEBUG, "Leftovers of a crashed process in " + parent + " cannot be deleted", e);
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
