package dev.lastmile.onnx.spark.internal;

import dev.lastmile.onnx.ScorerOptions;
import dev.lastmile.onnx.internal.ModelSession;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The sessions of this JVM, one a digest, closed when the JVM ends. */
final class ScorerCache {
    private static final Map<String, ModelSession> SESSIONS = new ConcurrentHashMap<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(ScorerCache::close, "onnx-scorers-close"));
    }

    private ScorerCache() {}

    static ModelSession session(String digest, Supplier<byte[]> bytes) {
        return SESSIONS.computeIfAbsent(digest, key -> new ModelSession(bytes.get(), ScorerOptions.defaults()));
    }

    private static void close() {
        SESSIONS.values().forEach(ModelSession::close);
    }
}
