package dev.lastmile.onnx.internal;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.lastmile.onnx.ClosedScorerException;
import dev.lastmile.onnx.OnnxLibraryException;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.ScorerOptions;
import dev.lastmile.onnx.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A session of ONNX Runtime whose inputs and outputs are columns, for those who hold tensors themselves. Thread-safe;
 * {@link #close} waits for the calls in flight; a call never waits for it.
 */
public final class ModelSession implements AutoCloseable {
    private final OrtSession session;
    private final List<TensorSpec> inputs;
    private final List<TensorSpec> outputs;
    private final Map<String, String> metadata;
    private final InFlightCalls calls = new InFlightCalls();

    /**
     * @throws OnnxModelException if the bytes are not a model that ONNX Runtime loads, if its inputs or outputs are not
     *     columns, or if a tensor of it has its data in another file
     * @throws OnnxLibraryException if ONNX Runtime's own library cannot be loaded
     */
    public ModelSession(byte[] model, ScorerOptions options) {
        this.session = open(model, options);
        try {
            this.inputs = Tensors.specs("input", session.getInputInfo());
            this.outputs = Tensors.specs("output", session.getOutputInfo());
            this.metadata = Map.copyOf(new TreeMap<>(session.getMetadata().getCustomMetadata()));
        } catch (OrtException | RuntimeException e) {
            closeQuietly(session);
            throw e instanceof OnnxModelException known ? known : unreadable(e);
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
        return metadata.containsKey(ModelMetadata.NULL_STRING);
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
     * Begins a call, which {@link #close} waits for until it has {@linkplain #exit ended}.
     *
     * @throws ClosedScorerException if the session is closed
     */
    private void enter() {
        if (!calls.enter()) {
            throw new ClosedScorerException();
        }
    }

    private void exit() {
        calls.exit();
    }

    /**
     * @throws ClosedScorerException if the session is closed
     */
    public void requireOpen() {
        if (calls.isClosed()) {
            throw new ClosedScorerException();
        }
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

    private static OrtSession open(byte[] model, ScorerOptions options) {
        ExternalData.requireNone(ByteBuffer.wrap(model));
        try (OrtSession.SessionOptions session = sessionOptions(options)) {
            return environment().createSession(model, session);
        } catch (OrtException e) {
            throw unreadable(e);
        } catch (LinkageError e) {
            throw notLoaded(e);
        }
    }

    static OrtSession.SessionOptions sessionOptions(ScorerOptions options) throws OrtException {
        OrtSession.SessionOptions session = new OrtSession.SessionOptions();
        session.setIntraOpNumThreads(options.intraOpThreads());
        session.setInterOpNumThreads(1);
        // The pattern of allocations is kept for every number of rows that is ever seen.
        session.setMemoryPatternOptimization(false);
        // ExternalData reads ONNX' own format only, and rejects what would be looked up in this folder, which does not
        // exist: a second line of defence, in ONNX Runtime itself.
        session.addConfigEntry("session.load_model_format", "ONNX");
        session.addConfigEntry(
                "session.model_external_initializers_file_folder_path",
                Path.of(System.getProperty("java.io.tmpdir"), "no-external-data-" + UUID.randomUUID())
                        .toString());
        return session;
    }

    /**
     * ONNX Runtime, loaded if it is not yet.
     *
     * @throws OnnxLibraryException if it cannot be
     */
    public static OrtEnvironment environment() {
        try {
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            NativeFiles.deleteOnExit();
            return environment;
        } catch (LinkageError e) {
            throw notLoaded(e);
        }
    }

    // The deepest cause has the reason: an error of a class that has failed before only says that.
    private static OnnxLibraryException notLoaded(LinkageError e) {
        Throwable reason = e;
        while (reason.getCause() != null) {
            reason = reason.getCause();
        }
        return new OnnxLibraryException(
                "ONNX Runtime's library cannot be loaded (" + reason.getMessage() + "). It is unpacked into "
                        + System.getProperty("java.io.tmpdir") + " and loaded from there: that folder has to be"
                        + " writable, and of a file system that is not mounted noexec.",
                e);
    }

    private static OnnxModelException unreadable(Exception e) {
        return new OnnxModelException("This is not a model that ONNX Runtime loads: " + e.getMessage(), e);
    }

    private static void closeQuietly(OrtSession session) {
        try {
            session.close();
        } catch (OrtException e) {
            throw new OnnxModelException("ONNX Runtime cannot close a session: " + e.getMessage(), e);
        }
    }
}
