package dev.lastmile.onnx.internal;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.ClosedScorerException;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Scores batches in one session. Thread-safe.
 *
 * <p>A large batch is scored in slices, so that the values between a graph's operators take memory for one slice only:
 * with a one-hot vector of 1,000 categories, 4 MB instead of 80 MB for each of them.
 */
public final class BatchScoring implements AutoCloseable {
    /** Rows of a slice: few enough for a processor's cache, enough for the constant part of a call not to count. */
    static final int SLICE_ROWS = 512;

    private final ModelSession session;
    private final CallLayout layout;
    private final PreparedCalls calls;
    private final Set<String> names;
    // Whether outputs have the shapes that the graph declares, so that memory can be prepared for them.
    private volatile boolean preparable = true;

    public BatchScoring(ModelSession session) {
        this.session = session;
        this.layout = new CallLayout(session);
        this.calls = new PreparedCalls(session, layout);
        this.names = session.outputs().stream().map(TensorSpec::name).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Scores rows.
     *
     * @return every output, in the graph's order and in the order of the rows
     * @throws OnnxModelException naming the input that is missing or of another type, or the output that has not one
     *     value or vector for each row
     * @throws ClosedScorerException if the session is closed
     */
    public Batch score(Batch batch) {
        session.enter();
        try {
            for (TensorSpec input : session.inputs()) {
                Tensors.requireFit(input, batch.column(input.name()));
            }
            int slice = sliceRows(batch);
            if (batch.rows() == 0) {
                return none();
            }
            return batch.rows() <= slice ? slice(batch, 0) : inSlices(batch, slice);
        } catch (OrtException e) {
            throw new OnnxModelException("ONNX Runtime cannot score " + batch.rows() + " rows: " + e.getMessage(), e);
        } finally {
            session.exit();
        }
    }

    /** Closes the session once the calls in flight have ended; closing again does nothing. */
    @Override
    public void close() {
        session.close();
        calls.close();
    }

    // Operators differ in what they make of nothing: no rows in, no rows out is decided here.
    private Batch none() {
        Map<String, Column> columns = new LinkedHashMap<>();
        session.outputs().forEach(output -> columns.put(output.name(), Tensors.none(output)));
        return Batch.of(columns);
    }

    private int sliceRows(Batch batch) {
        int rows = Math.min(batch.rows(), SLICE_ROWS);
        while (rows > 1 && layout.size(batch, rows) > PreparedCall.MAXIMUM_BYTES) {
            rows = (rows + 1) / 2;
        }
        return rows;
    }

    private Batch inSlices(Batch batch, int maximumRows) throws OrtException {
        int slices = (batch.rows() + maximumRows - 1) / maximumRows;
        int size = (batch.rows() + slices - 1) / slices;
        List<Batch> scored = new ArrayList<>(slices);
        for (int from = 0; from < batch.rows(); from += size) {
            int to = Math.min(from + size, batch.rows());
            scored.add(slice(ColumnSlices.rows(batch, session.inputs(), from, to), from));
        }
        return ColumnSlices.concatenated(scored);
    }

    private Batch slice(Batch batch, int firstRow) throws OrtException {
        if (!preparable || layout.size(batch, batch.rows()) > PreparedCall.MAXIMUM_BYTES) {
            return unprepared(batch, firstRow);
        }
        PreparedCall call = calls.take(batch.rows());
        try {
            return call.score(batch, firstRow);
        } catch (OrtException e) {
            return withoutMemory(batch, firstRow);
        } finally {
            calls.release(call);
        }
    }

    // An output of another shape than the graph declares can be scored, but not into memory of the declared shape.
    private Batch withoutMemory(Batch batch, int firstRow) throws OrtException {
        preparable = false;
        try {
            return unprepared(batch, firstRow);
        } catch (OrtException e) {
            preparable = true;
            throw e;
        }
    }

    private Batch unprepared(Batch batch, int firstRow) throws OrtException {
        Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
        try {
            for (TensorSpec input : session.inputs()) {
                tensors.put(input.name(), Tensors.tensor(input, batch, session.nullString(), firstRow));
            }
            try (OrtSession.Result result = session.run(tensors, names, Map.of())) {
                Map<String, Column> columns = new LinkedHashMap<>();
                for (TensorSpec output : session.outputs()) {
                    OnnxTensor tensor = (OnnxTensor) result.get(output.name()).orElseThrow();
                    Column column = Tensors.column(output, tensor);
                    Tensors.requireRows(output, column, batch.rows());
                    columns.put(output.name(), column);
                }
                return Batch.of(columns);
            }
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }
}
