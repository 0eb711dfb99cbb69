package dev.lastmile.serving.core.champion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.serving.core.chain.ChampionPair;
import dev.lastmile.serving.core.champion.PairJson.UnreadableFileException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Attempts to open pairs that have not served yet, remembered on disk, so that a model that kills the process is not
 * opened again for ever.
 *
 * <p>{@code <model>/<alias>.trial-<version>-<digest>.json} counts the attempts that have begun and not ended. It is
 * written before the pair is opened, and deleted once it serves or has failed with an exception. An attempt that is
 * still counted when the next one begins has therefore killed its process; after {@value #DEATHS} of them the pair is
 * quarantined. The lock {@code <model>/<alias>.trial.lock} keeps the processes that share a cache from trying at the
 * same time, and from taking each other's attempt for a dead one.
 */
final class Trials implements AutoCloseable {
    static final int DEATHS = 2;
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
     * @throws UntriedPairException naming the file that keeps it in quarantine
     */
    void requireReleased(ChampionPair pair) {
        attempts(pair);
    }

    /**
     * Records that a pair is about to be opened.
     *
     * @return the attempt, which has to be ended; one without effect if the cache cannot be written
     * @throws UntriedPairException if the pair is quarantined, or another process tries one for longer than 10 seconds
     */
    Trial begin(ChampionPair pair) {
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

    /** Withdraws an attempt that is in flight: a process that is stopped in order has not died of it. */
    @Override
    public synchronized void close() {
        closed = true;
        current.withdraw();
    }

    private int attempts(ChampionPair pair) {
        Path file = fileOf(pair);
        try {
            Optional<JsonNode> json = PairJson.read(file);
            if (json.isEmpty() || !PairJson.pair(file, json.get()).equals(pair)) {
                return 0;
            }
            int attempts = json.get().path("attempts").asInt();
            if (attempts >= DEATHS) {
                throw new UntriedPairException(pair + " is quarantined: the service died " + attempts
                        + " times while it loaded and tried this version, last at "
                        + json.get().path("started").asText("an unknown time")
                        + ". Register another version, or delete " + file + " to try this one again.");
            }
            return attempts;
        } catch (UnreadableFileException e) {
            return 0; // It is written before the pair is opened, so this was no attempt.
        }
    }

    private Path fileOf(ChampionPair pair) {
        String digest = pair.model().digest().substring("sha256:".length());
        return folder.resolve(alias + ".trial-" + pair.model().version() + "-" + digest.substring(0, 12) + ".json");
    }

    /** One attempt. Thread-safe; ending it again does nothing. */
    static final class Trial {
        private final ChampionPair pair;
        private final Path file;
        private final int earlier;
        private CacheLock lock;

        private Trial(ChampionPair pair, Path file, CacheLock lock, int earlier) {
            this.pair = pair;
            this.file = file;
            this.lock = lock;
            this.earlier = earlier;
        }

        /** An attempt that is not recorded, of a pair that has served before. */
        static Trial unrecorded() {
            return UNRECORDED;
        }

        /** Ends the attempt of a pair that serves. */
        void passed() {
            end(0);
        }

        /** Ends the attempt of a pair that the process has survived; earlier deaths still count. */
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
