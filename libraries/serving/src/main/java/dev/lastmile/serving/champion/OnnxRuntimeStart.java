package dev.lastmile.serving.champion;

import dev.lastmile.onnx.OnnxScorer;
import io.quarkus.runtime.ImageMode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;

/** Loads ONNX Runtime while the service starts, and not once the model is there, which would wait for it. */
@ApplicationScoped
class OnnxRuntimeStart {
    static void onInitialized(@Observes @Initialized(ApplicationScoped.class) Object event) {
        // A native executable is built with what has happened until here, and starts quickly enough.
        if (ImageMode.current() == ImageMode.JVM) {
            Thread thread = new Thread(OnnxRuntimeStart::load, "onnxruntime-start");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private static void load() {
        try {
            OnnxScorer.loadLibrary();
        } catch (Throwable e) {
            // The champion's loader meets the same, and reports it.
        }
    }
}
