package dev.lastmile.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.lastmile.onnx.internal.ModelMetadata;
import dev.lastmile.onnx.internal.NativeFiles;
import dev.lastmile.onnx.internal.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A model in one session of ONNX Runtime.
 *
 * <p>Inputs and outputs are tensors of one value a row, shape {@code [N]}, or one vector a row, {@code [N,width]}.
 * Thread-safe: any number of threads score at once. It holds native memory until it is closed; {@link #close} waits for
 * the calls under way.
 */
public final class OnnxScorer implements AutoCloseable {
    private final OrtSession session;
    private final List<TensorSpec> inputs;
    private final List<TensorSpec> outputs;
    private final Map<String, String> metadata;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    /**
     * Loads a model with the {@linkplain ScorerOptions#defaults default options}.
     *
     * @throws OnnxModelException if the bytes are no model that ONNX Runtime loads, or one whose inputs or outputs are
     *     no columns
     */
    public OnnxScorer(byte[] model) {
        this(model, ScorerOptions.defaults());
    }

    /**
     * Loads a model.
     *
     * @throws OnnxModelException if the bytes are no model that ONNX Runtime loads, or one whose inputs or outputs are
     *     no columns
     */
    public OnnxScorer(byte[] model, ScorerOptions options) {
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

    /**
     * Scores rows.
     *
     * @param rows the columns that {@link #inputs} names, of their types; others are not looked at; it can have no rows
     * @return every output, in the graph's order and in the order of the rows
     * @throws OnnxModelException naming the input that is missing or of another type, or the output that has not one
     *     value or vector for each row
     * @throws IllegalStateException if the scorer is closed
     */
    public Batch score(Batch rows) {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("The scorer is closed. Open another one.");
            }
            return rows.rows() == 0 ? empty(rows) : run(rows);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Frees the session once the calls under way are done; closing again does nothing. */
    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                closeQuietly(session);
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    private Batch run(Batch rows) {
        Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
        try {
            for (TensorSpec input : inputs) {
                tensors.put(input.name(), Tensors.tensor(input, rows, metadata.get(ModelMetadata.NULL_STRING)));
            }
            try (OrtSession.Result result = session.run(tensors)) {
                Map<String, Column> columns = new LinkedHashMap<>();
                for (int i = 0; i < outputs.size(); i++) {
                    TensorSpec output = outputs.get(i);
                    Column column = Tensors.column(output, (OnnxTensor) result.get(i));
                    requireRows(output, column, rows.rows());
                    columns.put(output.name(), column);
                }
                return Batch.of(columns);
            }
        } catch (OrtException e) {
            throw new OnnxModelException("ONNX Runtime cannot score " + rows.rows() + " rows: " + e.getMessage(), e);
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    private static void requireRows(TensorSpec output, Column column, int rows) {
        if (column.rows() != rows) {
            throw new OnnxModelException("The model's output " + output + " has " + column.rows() + " rows for " + rows
                    + " rows of input. Export the model with outputs that keep the rows: the first dimension may be"
                    + " neither fixed nor aggregated.");
        }
    }

    // Operators differ in what they make of nothing: no rows in, no rows out is decided here.
    private Batch empty(Batch rows) {
        inputs.forEach(input -> Tensors.requireFit(input, rows.column(input.name())));
        Map<String, Column> columns = new LinkedHashMap<>();
        outputs.forEach(output -> columns.put(output.name(), Tensors.none(output)));
        return Batch.of(columns);
    }

    private static OrtSession open(byte[] model, ScorerOptions options) {
        try (OrtSession.SessionOptions session = new OrtSession.SessionOptions()) {
            session.setIntraOpNumThreads(options.intraOpThreads());
            session.setInterOpNumThreads(1);
            // The pattern of allocations is kept for every number of rows that is ever seen.
            session.setMemoryPatternOptimization(false);
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            NativeFiles.deleteOnExit();
            return environment.createSession(model, session);
        } catch (OrtException e) {
            throw unreadable(e);
        }
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
