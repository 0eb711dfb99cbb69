package dev.lastmile.serving;

import dev.lastmile.tracking.model.MlModel;
import dev.lastmile.tracking.model.Signature;
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
}
