package dev.lastmile.onnx.spark.internal.scoring;

import dev.lastmile.onnx.OnnxModel;
import java.io.Serializable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** Where a task finds a model: in its JVM's cache, else in a broadcast. */
public record ModelSource(String digest, Broadcast<byte[]> bytes) implements Serializable {
    public static ModelSource broadcast(JavaSparkContext spark, OnnxModel model) {
        return new ModelSource(model.digest(), spark.broadcast(model.bytes()));
    }

    ScorerCache.Lease lease() {
        return ScorerCache.lease(digest, bytes::value);
    }
}
