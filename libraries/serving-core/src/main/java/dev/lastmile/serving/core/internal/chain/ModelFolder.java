package dev.lastmile.serving.core.internal.chain;

import dev.lastmile.contract.InputContract;
import dev.lastmile.onnx.GoldenRows;
import dev.lastmile.onnx.OnnxLibraryException;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.onnx.ScorerOptions;
import dev.lastmile.serving.core.ServingException;
import dev.lastmile.tracking.model.MlModel;
import dev.lastmile.tracking.model.ModelVersionRef;
import dev.lastmile.tracking.model.Signature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads the files of a model folder. Graphs are memory-mapped; the size of other files is bounded by the heap. */
final class ModelFolder {
    /** Heap bytes per byte of a file that is parsed: its objects take a multiple of its size. */
    private static final int HEAP_PER_BYTE = 32;

    private ModelFolder() {}

    /**
     * Reads the signature.
     *
     * @throws ServingException naming the model, if it has no readable one
     */
    static Signature signature(ModelVersionRef ref, Path folder) {
        try {
            requireSize(folder.resolve(MlModel.FILE));
            return MlModel.read(folder).signature();
        } catch (IOException | RuntimeException e) {
            throw new ServingException(
                    ref + " has no MLmodel file with a signature that can be read: " + e.getMessage()
                            + " Register it again.",
                    e);
        }
    }

    /**
     * Loads one of its graphs.
     *
     * @throws ServingException naming the model, if that cannot be read or loaded
     */
    static OnnxScorer scorer(ModelVersionRef ref, Path folder, String name) {
        Path file = folder.resolve(name);
        try {
            return OnnxScorer.open(file, ScorerOptions.defaults());
        } catch (OnnxLibraryException e) {
            throw new ServingException(e.getMessage(), e); // which no other model would change
        } catch (RuntimeException e) {
            throw new ServingException(
                    ref + ": " + name + " is not a graph that ONNX Runtime loads: " + e.getMessage(), e);
        }
    }

    /**
     * Reads the golden rows.
     *
     * @return empty if the model was registered without
     * @throws ServingException naming the model, if they cannot be read
     */
    static Optional<GoldenRows> goldenRows(ModelVersionRef ref, Path folder) {
        Path file = folder.resolve(GoldenRows.FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            requireSize(file);
            return Optional.of(GoldenRows.read(Files.readAllBytes(file)));
        } catch (OversizedFileException | OnnxModelException e) {
            throw new ServingException(ref + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new ServingException(ref + ": " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Reads the contract of the model's inputs.
     *
     * @return empty if the model was registered without
     * @throws ServingException naming the model, if it cannot be read
     */
    static Optional<RowContract> contract(ModelVersionRef ref, Path folder, List<InputColumn> inputs) {
        Path file = folder.resolve(InputContract.FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            requireSize(file);
            return Optional.of(RowContract.of(ref, Files.readString(file), inputs));
        } catch (IOException e) {
            throw new ServingException(ref + ": " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    // The reader reports a missing file.
    private static void requireSize(Path file) throws IOException {
        long limit = Runtime.getRuntime().maxMemory() / HEAP_PER_BYTE;
        if (Files.exists(file) && Files.size(file) > limit) {
            throw new OversizedFileException(
                    file.getFileName() + " has " + Files.size(file) + " bytes, and at most " + limit + " are read, 1/"
                            + HEAP_PER_BYTE + " of the heap. Raise -Xmx, or register a smaller model.");
        }
    }

    private static final class OversizedFileException extends IOException {
        OversizedFileException(String message) {
            super(message);
        }
    }
}
