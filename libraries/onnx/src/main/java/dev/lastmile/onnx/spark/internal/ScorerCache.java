package dev.lastmile.onnx.spark.internal;

import dev.lastmile.onnx.OnnxScorer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The scorers of this JVM, one a digest, closed when the JVM ends. */
final class ScorerCache {
    private static final Map<String, OnnxScorer> SCORERS = new ConcurrentHashMap<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(ScorerCache::close, "onnx-scorers-close"));
    }

    private ScorerCache() {}

    static OnnxScorer scorer(String digest, Supplier<byte[]> bytes) {
        return SCORERS.computeIfAbsent(digest, key -> new OnnxScorer(bytes.get()));
    }

    private static void close() {
        SCORERS.values().forEach(OnnxScorer::close);
    }
}
