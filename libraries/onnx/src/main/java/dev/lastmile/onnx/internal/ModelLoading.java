package dev.lastmile.onnx.internal;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.lastmile.onnx.OnnxLibraryException;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.ScorerOptions;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.UUID;

/** Loads ONNX Runtime, and models into it. */
public final class ModelLoading {
    private ModelLoading() {}

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

    /**
     * Loads a model.
     *
     * @param model an ONNX file; on the heap, or in memory outside of it, which is not copied onto the heap
     * @throws OnnxModelException if ONNX Runtime does not load it, or a tensor of it has its data in another file
     */
    static OrtSession load(ByteBuffer model, ScorerOptions options) {
        ExternalData.requireNone(model);
        try (OrtSession.SessionOptions session = sessionOptions(options)) {
            return model.hasArray()
                    ? environment().createSession(model.array(), session)
                    : environment().createSession(model, session);
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
        // Its lock made two threads wait for each other: calls of 1 and of 100 rows took up to twice as long. Without
        // the
        // arena memory goes back to the C library after each call, too.
        session.setCPUArenaAllocator(false);
        // ExternalData reads ONNX' own format only, and rejects what would be looked up in this folder, which does not
        // exist: a second line of defence, in ONNX Runtime itself.
        session.addConfigEntry("session.load_model_format", "ONNX");
        session.addConfigEntry(
                "session.model_external_initializers_file_folder_path",
                Path.of(System.getProperty("java.io.tmpdir"), "no-external-data-" + UUID.randomUUID())
                        .toString());
        return session;
    }

    static OnnxModelException unreadable(Exception e) {
        return new OnnxModelException("This is not a model that ONNX Runtime loads: " + e.getMessage(), e);
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
}
