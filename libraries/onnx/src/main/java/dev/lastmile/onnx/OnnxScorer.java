package dev.lastmile.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.lastmile.onnx.internal.InputMemory;
import dev.lastmile.onnx.internal.ModelMetadata;
import dev.lastmile.onnx.internal.ModelSession;
import dev.lastmile.onnx.internal.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A model in one session of ONNX Runtime.
 *
 * <p>Inputs and outputs are tensors of one value a row, shape {@code [N]}, or one vector a row, {@code [N,width]}.
 * Thread-safe: any number of threads score concurrently, and none waits for another or for {@link #close}. It holds native
 * memory until it is closed.
 */
public final class OnnxScorer implements AutoCloseable {
    private final ModelSession session;
    private final Set<String> names;

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
        this.session = new ModelSession(model, options);
        this.names = session.outputs().stream().map(TensorSpec::name).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Loads ONNX Runtime's own library, which the first scorer does otherwise: some tenths of a second.
     *
     * @throws OnnxLibraryException if it cannot be loaded
     */
    public static void loadLibrary() {
        ModelSession.environment();
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
     * Scores rows.
     *
     * @param rows the columns that {@link #inputs} names, of their types; others are not looked at; it can have no rows
     * @return every output, in the graph's order and in the order of the rows
     * @throws OnnxModelException naming the input that is missing or of another type, or the output that has not one
     *     value or vector for each row
     * @throws ClosedScorerException if the scorer is closed
     */
    public Batch score(Batch rows) {
        session.requireOpen();
        return rows.rows() == 0 ? empty(rows) : run(rows);
    }

    /** Waits for the calls in flight and frees the session; later calls throw at once. Closing again does nothing. */
    @Override
    public void close() {
        session.close();
    }

    private Batch run(Batch rows) {
        Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
        InputMemory memory = InputMemory.take();
        try {
            for (TensorSpec input : inputs()) {
                tensors.put(
                        input.name(), Tensors.tensor(input, rows, metadata().get(ModelMetadata.NULL_STRING), memory));
            }
            return session.run(tensors, names, Map.of(), result -> {
                Map<String, Column> columns = new LinkedHashMap<>();
                for (TensorSpec output : outputs()) {
                    OnnxTensor tensor = (OnnxTensor) result.get(output.name()).orElseThrow();
                    Column column = Tensors.column(output, tensor);
                    Tensors.requireRows(output, column, rows.rows());
                    columns.put(output.name(), column);
                }
                return Batch.of(columns);
            });
        } catch (OrtException e) {
            throw new OnnxModelException("ONNX Runtime cannot score " + rows.rows() + " rows: " + e.getMessage(), e);
        } finally {
            tensors.values().forEach(OnnxTensor::close);
            memory.close();
        }
    }

    // Operators differ in what they make of nothing: no rows in, no rows out is decided here.
    private Batch empty(Batch rows) {
        inputs().forEach(input -> Tensors.requireFit(input, rows.column(input.name())));
        Map<String, Column> columns = new LinkedHashMap<>();
        outputs().forEach(output -> columns.put(output.name(), Tensors.none(output)));
        return Batch.of(columns);
    }
}
