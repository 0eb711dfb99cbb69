package dev.lastmile.onnx.internal;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.lastmile.onnx.ClosedScorerException;
import dev.lastmile.onnx.GraphMetadata;
import dev.lastmile.onnx.OnnxLibraryException;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.ScorerOptions;
import dev.lastmile.onnx.TensorSpec;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A session of ONNX Runtime whose inputs and outputs are columns, for those who hold tensors themselves. Thread-safe;
 * {@link #close} waits for the calls in flight; a call never waits for it.
 */
public final class ModelSession implements AutoCloseable {
    /** Of a model that is copied to be extended; the copy is outside of the heap. */
    private static final int MAXIMUM_COPIED_BYTES = 32 * 1024 * 1024;

    private final OrtSession session;
    private final List<TensorSpec> inputs;
    private final List<TensorSpec> outputs;
    private final Map<String, String> metadata;
    private final Map<String, LabelIndex> labels;
    private final String nullString;
    private final InFlightCalls calls = new InFlightCalls();

    /**
     * @throws OnnxModelException if the bytes are not a model that ONNX Runtime loads, if its inputs or outputs are not
     *     columns, or if a tensor of it has its data in another file
     * @throws OnnxLibraryException if ONNX Runtime's own library cannot be loaded
     */
    public ModelSession(byte[] model, ScorerOptions options) {
        this(ModelLoading.load(ByteBuffer.wrap(model), options), List.of());
    }

    private ModelSession(OrtSession session, List<LabelIndex> indices) {
        this.session = session;
        try {
            this.inputs = Tensors.specs("input", session.getInputInfo());
            Map<String, NodeInfo> declared = new LinkedHashMap<>(session.getOutputInfo());
            indices.forEach(index -> declared.remove(index.index()));
            this.outputs = Tensors.specs("output", declared);
            this.labels = indices.stream().collect(Collectors.toUnmodifiableMap(LabelIndex::output, index -> index));
            this.metadata = Map.copyOf(new TreeMap<>(session.getMetadata().getCustomMetadata()));
            this.nullString = metadata.get(GraphMetadata.NULL_STRING);
        } catch (OrtException | RuntimeException e) {
            closeQuietly(session);
            throw e instanceof OnnxModelException known ? known : ModelLoading.unreadable(e);
        }
    }

    /**
     * Loads a model with the {@linkplain #labels indices of its labels} as outputs, where it has some.
     *
     * @param model a whole array, or memory outside of the heap, which is not needed any longer once this returns
     * @throws OnnxModelException as {@link #ModelSession(byte[], ScorerOptions)}
     * @throws OnnxLibraryException if ONNX Runtime's own library cannot be loaded
     */
    public static ModelSession withLabels(ByteBuffer model, ScorerOptions options) {
        ExternalData.requireNone(model);
        List<LabelIndex> indices = model.remaining() > MAXIMUM_COPIED_BYTES ? List.of() : LabelIndex.of(model);
        if (!indices.isEmpty()) {
            byte[] suffix = LabelIndex.suffix(indices);
            ByteBuffer extended = ByteBuffer.allocateDirect(model.remaining() + suffix.length)
                    .put(model.duplicate())
                    .put(suffix)
                    .flip();
            try {
                OrtSession session = ModelLoading.load(extended, options);
                if (LabelIndex.areColumns(indices, session.getOutputInfo())) {
                    return new ModelSession(session, indices);
                }
                closeQuietly(session);
            } catch (OnnxModelException | OrtException e) {
                // Without the indices there is either a session or the message that the caller expects.
            }
        }
        return new ModelSession(ModelLoading.load(model, options), List.of());
    }

    /** The outputs of strings that are labels, with the values that they are looked up by; others are not in it. */
    Map<String, LabelIndex> labels() {
        return labels;
    }

    /** The labels of an output of strings; empty if it is not known to have a fixed list of them. */
    public Optional<List<String>> labels(String output) {
        return Optional.ofNullable(labels.get(output)).map(LabelIndex::labels);
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
     */
    OrtSession.Result run(Map<String, OnnxTensor> given, Set<String> wanted, Map<String, OnnxTensor> placed)
            throws OrtException {
        return session.run(given, wanted, placed);
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

    /**
     * Lets no further call begin, which throws at once, waits for the calls in flight, and frees the session; closing
     * again does nothing.
     */
    @Override
    public void close() {
        if (calls.close()) {
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
