package dev.lastmile.serving.core.chain;

import dev.lastmile.onnx.OnnxLibraryException;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.serving.core.ServingException;
import dev.lastmile.tracking.model.MlModel;
import dev.lastmile.tracking.model.Signature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a model folder says of itself. */
final class ModelFolder {
    private ModelFolder() {}

    static Signature signature(ModelPin pin, Path folder) {
        try {
            return MlModel.read(folder).signature();
        } catch (RuntimeException e) {
            throw new ServingException(
                    pin + " has no MLmodel file with a signature that can be read: " + e.getMessage()
                            + " Register it again.",
                    e);
        }
    }

    /**
     * Loads one of its graphs.
     *
     * @throws ServingException naming the model, if that cannot be read or loaded
     */
    static OnnxScorer scorer(ModelPin pin, Path folder, String name) {
        Path file = folder.resolve(name);
        try {
            return new OnnxScorer(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new ServingException(pin + ": " + file + " cannot be read: " + e.getMessage(), e);
        } catch (OnnxLibraryException e) {
            throw new ServingException(e.getMessage(), e); // which no other model would change
        } catch (RuntimeException e) {
            throw new ServingException(
                    pin + ": " + name + " is not a graph that ONNX Runtime loads: " + e.getMessage(), e);
        }
    }
}
