package dev.lastmile.onnx;

import dev.lastmile.onnx.internal.BatchScoring;
import dev.lastmile.onnx.internal.ModelFile;
import dev.lastmile.onnx.internal.ModelLoading;
import dev.lastmile.onnx.internal.ModelSession;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model in one session of ONNX Runtime.
 *
 * <p>Inputs and outputs are tensors of one value per row, shape {@code [N]}, or one vector per row, {@code [N,width]}.
 * Thread-safe: any number of threads score concurrently, and none waits for another or for {@link #close}. It holds native
 * memory until it is closed.
 */
public final class OnnxScorer implements AutoCloseable {
    private final ModelSession session;
    private final BatchScoring scoring;

    /**
     * Loads a model with the {@linkplain ScorerOptions#defaults default options}.
     *
     * @throws OnnxModelException if the bytes are not a model that ONNX Runtime loads, if its inputs or outputs are not
     *     columns, or if a tensor of it has its data in another file
     */
    public OnnxScorer(byte[] model) {
        this(model, ScorerOptions.defaults());
    }

    /**
     * Loads a model.
     *
     * @throws OnnxModelException if the bytes are not a model that ONNX Runtime loads, if its inputs or outputs are not
     *     columns, or if a tensor of it has its data in another file
     */
    public OnnxScorer(byte[] model, ScorerOptions options) {
        this(ModelSession.withLabels(ByteBuffer.wrap(model), options));
    }

    private OnnxScorer(ModelSession session) {
        this.session = session;
        this.scoring = new BatchScoring(session);
    }

    /**
     * Loads a model from its file, which is mapped into memory: it may be larger than the heap.
     *
     * @param file not to be written to meanwhile; it may be replaced by another one (renamed over)
     * @throws OnnxModelException if the file cannot be read, or as {@link #OnnxScorer(byte[], ScorerOptions)}
     */
    public static OnnxScorer open(Path file, ScorerOptions options) {
        return new OnnxScorer(ModelSession.withLabels(ModelFile.map(file), options));
    }

    /**
     * Loads a model from its file if that has a digest; the very memory that the digest is computed of is loaded.
     *
     * @param file not to be written to meanwhile; it may be replaced by another one (renamed over)
     * @param digest {@code sha256:} and 64 lower-case hexadecimal digits, as {@link OnnxModel#digest}
     * @throws OnnxModelException if the file has another digest, or as {@link #open(Path, ScorerOptions)}
     */
    public static OnnxScorer open(Path file, String digest, ScorerOptions options) {
        ByteBuffer model = ModelFile.map(file);
        String found = ModelFile.digest(model);
        if (!found.equals(digest)) {
            throw new OnnxModelException(file + " has the digest " + found + ", and " + digest
                    + " is expected. The file was changed; download it again.");
        }
        return new OnnxScorer(ModelSession.withLabels(model, options));
    }

    /**
     * Loads ONNX Runtime's own library, which the first scorer does otherwise: some tenths of a second.
     *
     * @throws OnnxLibraryException if it cannot be loaded
     */
    public static void loadLibrary() {
        ModelLoading.environment();
    }

    /** What the model takes, in the graph's order. */
    public List<TensorSpec> inputs() {
        return session.inputs();
    }

    /** What the model gives, in the graph's order. */
    public List<TensorSpec> outputs() {
        return session.outputs();
    }

    /** The model's own metadata properties. */
    public Map<String, String> metadata() {
        return session.metadata();
    }

    /** Whether null may stand in the model's STRING inputs. */
    public boolean takesNullStrings() {
        return session.takesNullStrings();
    }

    /**
     * The labels of an output of strings, if the graph looks them up in a list: what {@link #score} returns are then
     * these very objects, as a rule, so that something kept per label can be found by identity.
     *
     * @return empty for another output, or if its labels are not known
     */
    public Optional<List<String>> labels(String output) {
        return session.labels(output);
    }

    /**
     * Scores rows.
     *
     * @param rows the columns that {@link #inputs} names, of their types; others are not looked at; it can have no rows
     * @return every output, in the graph's order and in the order of the rows
     * @throws OnnxModelException naming the input that is missing or of another type, or the output that has not one
     *     value or vector for each row
     * @throws ClosedScorerException if the scorer is closed
     */
    public Batch score(Batch rows) {
        return scoring.score(rows);
    }

    /** Waits for the calls in flight and frees the session; later calls throw at once. Closing again does nothing. */
    @Override
    public void close() {
        scoring.close();
    }
}
