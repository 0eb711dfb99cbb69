package dev.lastmile.serving.core.internal.champion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.serving.core.internal.champion.PairJson.UnreadableFileException;
import dev.lastmile.tracking.model.ChampionPairRef;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Attempts to open pairs that have not served yet, recorded on disk, so that a model that crashes the process is not
 * opened again and again.
 *
 * <p>{@code <model>/<alias>.trial-<version>-<digest>.json} counts the attempts that have begun and not ended. It is
 * written before the pair is opened, and deleted once the pair serves or has failed with an exception. An attempt that is
 * still counted when the next one begins has therefore crashed its process; after {@value #MAX_CRASHES} of them the pair
 * is quarantined. The lock {@code <model>/<alias>.trial.lock} serializes the attempts of processes that share a cache.
 */
final class Trials implements AutoCloseable {
    static final int MAX_CRASHES = 2;
    private static final System.Logger LOG = System.getLogger(Trials.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Trial UNRECORDED = new Trial(null, null, null, 0);

    private final Path folder;
    private final String alias;
    private final Duration patience;
    private Trial current = UNRECORDED;
    private boolean closed;

    Trials(Path cache, String model, String alias) {
        this(cache, model, alias, PATIENCE);
    }

    Trials(Path cache, String model, String alias, Duration patience) {
        this.folder = cache.toAbsolutePath().normalize().resolve(model);
        this.alias = alias;
        this.patience = patience;
    }

    /**
     * Requires that a pair is not quarantined.
     *
     * @throws UntriedPairException naming the file that quarantines it
     */
    void requireReleased(ChampionPairRef pair) {
        attempts(pair);
    }

    /**
     * Records that a pair is about to be opened.
     *
     * @return the attempt, which must be ended; a no-op if the cache cannot be written
     * @throws UntriedPairException if the pair is quarantined, or another process is trying one for longer than 10 seconds
     */
    Trial begin(ChampionPairRef pair) {
        Optional<CacheLock> lock;
        try {
            lock = CacheLock.acquire(folder.resolve(alias + ".trial.lock"), patience);
        } catch (IOException e) {
            return UNRECORDED;
        }
        CacheLock held = lock.orElseThrow(() -> new UntriedPairException(
                "Another process is trying a new " + alias + " in " + folder + ". " + pair + " is tried after it."));
        Trial trial;
        try {
            trial = new Trial(pair, fileOf(pair), held, attempts(pair));
        } catch (Throwable e) {
            held.close();
            throw e;
        }
        return begin(trial);
    }

    private synchronized Trial begin(Trial trial) {
        try {
            if (closed) {
                throw new UntriedPairException("The service is stopping. " + trial.pair + " is not tried.");
            }
            trial.write(trial.earlier + 1);
            current = trial;
            return trial;
        } catch (IOException e) {
            trial.withdraw();
            return UNRECORDED;
        } catch (Throwable e) {
            trial.withdraw();
            throw e;
        }
    }

    /** Withdraws an attempt in progress: an orderly shutdown is not a crash. */
    @Override
    public synchronized void close() {
        closed = true;
        current.withdraw();
    }

    private int attempts(ChampionPairRef pair) {
        Path file = fileOf(pair);
        try {
            Optional<JsonNode> json = PairJson.read(file);
            if (json.isEmpty() || !PairJson.pair(file, json.get()).equals(pair)) {
                return 0;
            }
            int attempts = json.get().path("attempts").asInt();
            if (attempts >= MAX_CRASHES) {
                throw new UntriedPairException(pair + " is quarantined: the service crashed " + attempts
                        + " times while it loaded and tried this version, last at "
                        + json.get().path("started").asText("an unknown time")
                        + ". Register another version, or delete " + file + " to try this one again.");
            }
            return attempts;
        } catch (UnreadableFileException e) {
            return 0; // It is written before the pair is opened, so the attempt had not begun.
        }
    }

    private Path fileOf(ChampionPairRef pair) {
        String digest = pair.model().digest().substring("sha256:".length());
        return folder.resolve(alias + ".trial-" + pair.model().version() + "-" + digest.substring(0, 12) + ".json");
    }

    /** One attempt. Thread-safe; ending is idempotent. */
    static final class Trial {
        private final ChampionPairRef pair;
        private final Path file;
        private final int earlier;
        private CacheLock lock;

        private Trial(ChampionPairRef pair, Path file, CacheLock lock, int earlier) {
            this.pair = pair;
            this.file = file;
            this.lock = lock;
            this.earlier = earlier;
        }

        /** A no-op, for a pair that has served before. */
        static Trial unrecorded() {
            return UNRECORDED;
        }

        /** Ends the attempt of a pair that serves. */
        void passed() {
            end(0);
        }

        /** Ends the attempt of a pair that failed without a crash; earlier crashes still count. */
        void withdraw() {
            end(earlier);
        }

        private synchronized void end(int attempts) {
            if (lock == null) {
                return;
            }
            try {
                write(attempts);
            } catch (IOException e) {
                LOG.log(Level.WARNING, file + " cannot be written, and counts an attempt that has ended", e);
            } finally {
                lock.close();
                lock = null;
            }
        }

        private void write(int attempts) throws IOException {
            if (attempts == 0) {
                DurableFile.delete(file);
                return;
            }
            ObjectNode json = PairJson.of(pair)
                    .put("attempts", attempts)
                    .put("started", Instant.now().toString());
            DurableFile.write(file, json.toPrettyString());
        }
    }
}
