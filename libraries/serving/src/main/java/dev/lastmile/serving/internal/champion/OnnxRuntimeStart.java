package dev.lastmile.serving.internal.champion;

import dev.lastmile.onnx.OnnxScorer;
import io.quarkus.runtime.ImageMode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;

/** Loads ONNX Runtime while the service starts, so that the first model does not wait for it. */
@ApplicationScoped
class OnnxRuntimeStart {
    static void onInitialized(@Observes @Initialized(ApplicationScoped.class) Object event) {
        // In a native build this runs at build time; the executable starts fast enough without it.
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
            // The champion loader fails in the same way, and reports it.
        }
    }
}
