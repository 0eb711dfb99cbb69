package dev.lastmile.serving.core.chain;

import dev.lastmile.onnx.GoldenRows;
import dev.lastmile.onnx.OnnxLibraryException;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.serving.core.ServingException;
import dev.lastmile.tracking.model.MlModel;
import dev.lastmile.tracking.model.Signature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the files of a model folder, none of which may take more than its share of the heap. */
final class ModelFolder {
    /** A graph may have one byte in so many of the heap. */
    private static final int HEAP_PER_GRAPH = 2;
    /** The other files are parsed into objects, which take a multiple of their bytes. */
    private static final int HEAP_PER_TEXT = 32;

    private ModelFolder() {}

    /**
     * Reads the signature.
     *
     * @throws ServingException naming the model, if it has none that can be read
     */
    static Signature signature(ModelPin pin, Path folder) {
        try {
            requireSize(folder.resolve(MlModel.FILE), HEAP_PER_TEXT);
            return MlModel.read(folder).signature();
        } catch (IOException | RuntimeException e) {
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
            return load(file);
        } catch (OversizedFileException e) {
            throw new ServingException(pin + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new ServingException(pin + ": " + file + " cannot be read: " + e.getMessage(), e);
        } catch (OnnxLibraryException e) {
            throw new ServingException(e.getMessage(), e); // which no other model would change
        } catch (RuntimeException e) {
            throw new ServingException(
                    pin + ": " + name + " is not a graph that ONNX Runtime loads: " + e.getMessage(), e);
        }
    }

    /**
     * Reads the golden rows.
     *
     * @return empty if the model was registered without
     * @throws ServingException naming the model, if they cannot be read
     */
    static Optional<GoldenRows> goldenRows(ModelPin pin, Path folder) {
        Path file = folder.resolve(GoldenRows.FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            requireSize(file, HEAP_PER_TEXT);
            return Optional.of(GoldenRows.read(Files.readAllBytes(file)));
        } catch (OversizedFileException | OnnxModelException e) {
            throw new ServingException(pin + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new ServingException(pin + ": " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static OnnxScorer load(Path file) throws IOException {
        requireSize(file, HEAP_PER_GRAPH);
        return new OnnxScorer(Files.readAllBytes(file));
    }

    // A missing file is left to its reader, which says so.
    private static void requireSize(Path file, int divisor) throws IOException {
        long limit = Runtime.getRuntime().maxMemory() / divisor;
        if (Files.exists(file) && Files.size(file) > limit) {
            throw new OversizedFileException(file.getFileName() + " has " + Files.size(file) + " bytes, and at most "
                    + limit + " are read, 1/" + divisor + " of the heap. Raise -Xmx, or register a smaller model.");
        }
    }

    private static final class OversizedFileException extends IOException {
        OversizedFileException(String message) {
            super(message);
        }
    }
}
