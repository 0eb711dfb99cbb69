package dev.lastmile.onnx.spark.internal.scoring;

import dev.lastmile.onnx.OnnxModel;
import java.io.Serializable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** Where a task finds a model: in its JVM's cache, else in a broadcast or with the task itself. */
public record ModelSource(String digest, ModelBytes bytes) implements Serializable {
    /** The bytes of a model, on the driver and in a task. */
    @FunctionalInterface
    interface ModelBytes extends Serializable {
        byte[] read();
    }

    /** A model that every executor fetches once. */
    public static ModelSource broadcast(JavaSparkContext spark, OnnxModel model) {
        Broadcast<byte[]> bytes = spark.broadcast(model.bytes());
        return new ModelSource(model.digest(), bytes::value);
    }

    /** A model that is sent with every task, for sessions without a Spark context. */
    static ModelSource inline(OnnxModel model) {
        byte[] bytes = model.bytes();
        return new ModelSource(model.digest(), () -> bytes);
    }

    ScorerCache.Lease lease() {
        return ScorerCache.lease(digest, bytes::read);
    }
}
