package dev.lastmile.onnx.spark.internal.scoring;

import dev.lastmile.onnx.ScorerOptions;
import dev.lastmile.onnx.internal.ModelSession;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The sessions of this JVM, one per digest: all that are in use, and of the others the {@value #IDLE} that were used last.
 * A session holds native memory, of which a driver that scores with one model after another would run out.
 */
final class ScorerCache {
    /** The maximum number of sessions that are kept although nothing uses them. */
    static final int IDLE = 8;

    // In the order of their last use. Guarded by itself.
    private static final Map<String, Entry> ENTRIES = new LinkedHashMap<>(16, 0.75f, true);

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(ScorerCache::close, "onnx-scorers-close"));
    }

    private ScorerCache() {}

    /** The use of a session, which stays open until the use ends; not thread-safe. */
    static final class Lease implements AutoCloseable {
        private final String digest;
        private final Entry entry;
        private final ModelSession session;
        private boolean ended;

        private Lease(String digest, Entry entry, ModelSession session) {
            this.digest = digest;
            this.entry = entry;
            this.session = session;
        }

        ModelSession session() {
            return session;
        }

        /** Ends the use; again does nothing. */
        @Override
        public void close() {
            if (!ended) {
                ended = true;
                release(digest, entry);
            }
        }
    }

    /** A session and how many use it; loaded under the lock of this entry alone. */
    private static final class Entry {
        private ModelSession session;
        private int uses; // guarded by ENTRIES

        synchronized ModelSession session(Supplier<byte[]> bytes) {
            if (session == null) {
                session = new ModelSession(bytes.get(), ScorerOptions.defaults());
            }
            return session;
        }

        synchronized void close() {
            if (session != null) {
                session.close();
            }
        }
    }

    /**
     * Begins to use the session of a model, loaded if it is not yet.
     *
     * @throws dev.lastmile.onnx.OnnxModelException if it cannot be loaded; another call tries again
     */
    static Lease lease(String digest, Supplier<byte[]> bytes) {
        Entry entry;
        synchronized (ENTRIES) {
            entry = ENTRIES.computeIfAbsent(digest, key -> new Entry());
            entry.uses++;
        }
        try {
            return new Lease(digest, entry, entry.session(bytes));
        } catch (RuntimeException | Error e) {
            release(digest, entry);
            throw e;
        }
    }

    /** How many sessions are open. */
    static int size() {
        synchronized (ENTRIES) {
            return ENTRIES.size();
        }
    }

    private static void release(String digest, Entry entry) {
        List<Entry> unused = new ArrayList<>();
        synchronized (ENTRIES) {
            entry.uses--;
            if (entry.session == null && entry.uses == 0) {
                ENTRIES.remove(digest, entry); // it did not load
            }
            long idle = ENTRIES.values().stream().filter(kept -> kept.uses == 0).count();
            for (Iterator<Entry> eldest = ENTRIES.values().iterator(); idle > IDLE; ) {
                Entry kept = eldest.next();
                if (kept.uses == 0) {
                    eldest.remove();
                    unused.add(kept);
                    idle--;
                }
            }
        }
        unused.forEach(Entry::close);
    }

    private static void close() {
        List<Entry> all;
        synchronized (ENTRIES) {
            all = new ArrayList<>(ENTRIES.values());
            ENTRIES.clear();
        }
        all.forEach(Entry::close);
    }
}
