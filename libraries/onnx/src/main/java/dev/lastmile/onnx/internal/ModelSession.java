package dev.lastmile.onnx.internal;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.lastmile.onnx.ClosedScorerException;
import dev.lastmile.onnx.OnnxLibraryException;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.ScorerOptions;
import dev.lastmile.onnx.TensorSpec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A session of ONNX Runtime whose inputs and outputs are columns, for those who hold tensors themselves. Thread-safe;
 * {@link #close} waits for the calls in flight; a call never waits for it.
 */
public final class ModelSession implements AutoCloseable {
    private final OrtSession session;
    private final List<TensorSpec> inputs;
    private final List<TensorSpec> outputs;
    private final Map<String, String> metadata;
    private final String nullString;
    private final OrtSession.RunOptions shrinking;
    private final InFlightCalls calls = new InFlightCalls();

    /**
     * @throws OnnxModelException if the bytes are not a model that ONNX Runtime loads, if its inputs or outputs are not
     *     columns, or if a tensor of it has its data in another file
     * @throws OnnxLibraryException if ONNX Runtime's own library cannot be loaded
     */
    public ModelSession(byte[] model, ScorerOptions options) {
        this(ByteBuffer.wrap(model), options);
    }

    /**
     * As {@link #ModelSession(byte[], ScorerOptions)}.
     *
     * @param model a whole array, or memory outside of the heap, which is not needed any longer once this returns
     */
    public ModelSession(ByteBuffer model, ScorerOptions options) {
        this.session = ModelLoading.load(model, options);
        try {
            this.inputs = Tensors.specs("input", session.getInputInfo());
            this.outputs = Tensors.specs("output", session.getOutputInfo());
            this.metadata = Map.copyOf(new TreeMap<>(session.getMetadata().getCustomMetadata()));
            this.nullString = metadata.get(ModelMetadata.NULL_STRING);
            this.shrinking = new OrtSession.RunOptions();
            shrinking.addRunConfigEntry("memory.enable_memory_arena_shrinkage", "cpu:0");
        } catch (OrtException | RuntimeException e) {
            closeQuietly(session);
            throw e instanceof OnnxModelException known ? known : ModelLoading.unreadable(e);
        }
    }

    /** What the model takes, in the graph's order. */
    public List<TensorSpec> inputs() {
        return inputs;
    }

    /** What the model gives, in the graph's order. */
    public List<TensorSpec> outputs() {
        return outputs;
    }

    /** The model's own metadata properties. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** Whether null may stand in the model's STRING inputs. */
    public boolean takesNullStrings() {
        return nullString != null;
    }

    /** What is made of a result before it is closed. */
    @FunctionalInterface
    public interface Reader<R> {
        R read(OrtSession.Result result) throws OrtException;
    }

    /**
     * Runs the model.
     *
     * @param given every input's tensor
     * @param wanted outputs that ONNX Runtime makes tensors for, which are closed with the result
     * @param placed outputs with the tensors that they are written into, of their very shapes
     * @param reader of the outputs by their names, those that are placed among them
     * @throws ClosedScorerException if the session is closed
     */
    public <R> R run(
            Map<String, OnnxTensor> given, Set<String> wanted, Map<String, OnnxTensor> placed, Reader<R> reader)
            throws OrtException {
        enter();
        try (OrtSession.Result result = session.run(given, wanted, placed)) {
            return reader.read(result);
        } finally {
            exit();
        }
    }

    /**
     * Runs the model within a call that has {@linkplain #enter begun}.
     *
     * @param options null for none
     */
    OrtSession.Result run(
            Map<String, OnnxTensor> given,
            Set<String> wanted,
            Map<String, OnnxTensor> placed,
            OrtSession.RunOptions options)
            throws OrtException {
        return session.run(given, wanted, placed, options);
    }

    /**
     * Begins a call, which {@link #close} waits for until it has {@linkplain #exit ended}.
     *
     * @throws ClosedScorerException if the session is closed
     */
    void enter() {
        if (!calls.enter()) {
            throw new ClosedScorerException();
        }
    }

    void exit() {
        calls.exit();
    }

    /** What stands for null in the model's STRING inputs; null if nothing does. */
    String nullString() {
        return nullString;
    }

    /** Options of a run that frees the memory which no run uses at its end. */
    OrtSession.RunOptions shrinking() {
        return shrinking;
    }

    /**
     * Lets no further call begin, which throws at once, waits for the calls in flight, and frees the session; closing
     * again does nothing.
     */
    @Override
    public void close() {
        if (calls.close()) {
            shrinking.close();
            closeQuietly(session);
        }
    }

    private static void closeQuietly(OrtSession session) {
        try {
            session.close();
        } catch (OrtException e) {
            throw new OnnxModelException("ONNX Runtime cannot close a session: " + e.getMessage(), e);
        }
    }
}
