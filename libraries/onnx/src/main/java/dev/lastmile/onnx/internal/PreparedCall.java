package dev.lastmile.onnx.internal;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.TensorSpec;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tensors of a call, ready for the next one with as many rows. Not thread-safe.
 *
 * <p>ONNX Runtime writes outputs of a known width into memory that is used again. It costs several microseconds per
 * output to have it allocate a tensor instead, most of them in its Java binding.
 */
final class PreparedCall implements AutoCloseable {
    /** Of one call, so that the calls that are kept stay small. */
    static final int MAXIMUM_BYTES = 512 * 1024;

    private static final int MINIMUM_BYTES = 4096;
    /** More is not kept in a tensor of strings after the call. */
    private static final int KEPT_CHARACTERS = 16 * 1024;

    private final ModelSession session;
    private final CallLayout layout;
    private final TensorPlace[] given;
    private final TensorPlace[] placed;
    private final OnnxTensor[] placedStrings;
    private final Map<String, OnnxTensor> givenTensors = new HashMap<>();
    private final Map<String, OnnxTensor> placedTensors = new HashMap<>();
    private final Set<String> wanted = new HashSet<>();
    private ByteBuffer memory = ByteBuffer.allocateDirect(0);
    private int rows;
    private int[] widths = {};
    private boolean scoredBefore;

    PreparedCall(ModelSession session, CallLayout layout) {
        this.session = session;
        this.layout = layout;
        this.given = new TensorPlace[layout.inputs().size()];
        this.placed = new TensorPlace[layout.outputs().size()];
        this.placedStrings = new OnnxTensor[layout.outputs().size()];
    }

    /** The number of rows that it is ready for; 0 before the first. */
    int rows() {
        return rows;
    }

    /**
     * Scores rows.
     *
     * @param batch columns that fit the inputs, of at least one row and not more than {@link #MAXIMUM_BYTES}
     * @param firstRow the number of its first row in messages
     * @throws OrtException if ONNX Runtime cannot score them, or an output has not the shape that the graph declares
     */
    Batch score(Batch batch, int firstRow) throws OrtException {
        List<TensorSpec> inputs = layout.inputs();
        if (!fits(batch)) {
            prepare(batch);
        }
        OnnxTensor[] strings = new OnnxTensor[inputs.size()];
        try {
            for (int i = 0; i < strings.length; i++) {
                TensorSpec input = inputs.get(i);
                Column column = batch.column(input.name());
                if (given[i] == null) {
                    strings[i] = Tensors.strings(input, (Column.Strings) column, session.nullString(), firstRow);
                    givenTensors.put(input.name(), strings[i]);
                } else {
                    given[i].write(column, firstRow);
                }
            }
            try (OrtSession.Result result = session.run(givenTensors, wanted, placedTensors)) {
                return read(result);
            }
        } finally {
            for (OnnxTensor tensor : strings) {
                if (tensor != null) {
                    tensor.close();
                }
            }
        }
    }

    /** Frees the tensors. */
    @Override
    public void close() {
        for (int i = 0; i < given.length; i++) {
            if (given[i] != null) {
                given[i].close();
                given[i] = null;
            }
        }
        for (int i = 0; i < placed.length; i++) {
            if (placed[i] != null) {
                placed[i].close();
                placed[i] = null;
            }
            if (placedStrings[i] != null) {
                placedStrings[i].close();
                placedStrings[i] = null;
            }
        }
        givenTensors.clear();
        placedTensors.clear();
        wanted.clear();
        rows = 0;
        scoredBefore = false;
    }

    private boolean fits(Batch batch) {
        if (batch.rows() != rows) {
            return false;
        }
        List<TensorSpec> inputs = layout.inputs();
        for (int i = 0; i < widths.length; i++) {
            TensorSpec input = inputs.get(i);
            if (input.width() < 0 && widths[i] != Tensors.width(batch.column(input.name()))) {
                return false;
            }
        }
        return true;
    }

    private void prepare(Batch batch) throws OrtException {
        close();
        int size = Math.toIntExact(layout.size(batch, batch.rows()));
        if (memory.capacity() < size) {
            memory = ByteBuffer.allocateDirect(Math.max(MINIMUM_BYTES, Integer.highestOneBit(size - 1) << 1));
        }
        memory.clear();
        List<TensorSpec> inputs = layout.inputs();
        widths = new int[inputs.size()];
        try {
            for (int i = 0; i < given.length; i++) {
                TensorSpec input = inputs.get(i);
                widths[i] = Tensors.width(batch.column(input.name()));
                if (CallLayout.isPlaced(input)) {
                    given[i] = new TensorPlace(input, batch.rows(), widths[i], memory);
                    givenTensors.put(input.name(), given[i].tensor());
                }
            }
            for (int i = 0; i < placed.length; i++) {
                TensorSpec output = layout.outputs().get(i);
                TensorSpec written = layout.written().get(i);
                if (written == null) {
                    wanted.add(output.name());
                } else {
                    placed[i] = new TensorPlace(written, batch.rows(), written.width(), memory);
                    placedTensors.put(written.name(), placed[i].tensor());
                }
            }
        } catch (OrtException | RuntimeException e) {
            close();
            throw e;
        }
        rows = batch.rows();
    }

    private Batch read(OrtSession.Result result) throws OrtException {
        Column[] columns = new Column[placed.length];
        for (int i = 0; i < placed.length; i++) {
            TensorSpec output = layout.outputs().get(i);
            Column column;
            LabelIndex labels = layout.labels().get(i);
            if (labels != null) {
                column = new Column.Strings(labels.labels(((Column.Longs) placed[i].read()).values()));
            } else if (placed[i] != null) {
                column = placed[i].read();
            } else if (placedStrings[i] != null) {
                column = Tensors.column(output, placedStrings[i]);
            } else {
                column = Tensors.column(
                        output, (OnnxTensor) result.get(output.name()).orElseThrow());
                Tensors.requireRows(output, column, rows);
            }
            columns[i] = column;
        }
        prepareStrings(columns);
        return Batch.of(layout.outputNames(), columns);
    }

    // A tensor of strings costs more to make than to have made: it pays from the second call on.
    private void prepareStrings(Column[] columns) throws OrtException {
        for (int i = 0; i < placed.length; i++) {
            TensorSpec output = layout.outputs().get(i);
            if (placed[i] != null || output.type() != ElementType.STRING) {
                continue;
            }
            boolean kept = characters((Column.Strings) columns[i]) <= KEPT_CHARACTERS;
            if (kept && scoredBefore && placedStrings[i] == null) {
                String[] empty = new String[rows];
                Arrays.fill(empty, "");
                long[] shape = output.isVector() ? new long[] {rows, 1} : new long[] {rows};
                placedStrings[i] = OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), empty, shape);
                placedTensors.put(output.name(), placedStrings[i]);
                wanted.remove(output.name());
            } else if (!kept && placedStrings[i] != null) {
                placedTensors.remove(output.name());
                placedStrings[i].close();
                placedStrings[i] = null;
                wanted.add(output.name());
            }
        }
        scoredBefore = true;
    }

    private static long characters(Column.Strings strings) {
        long characters = 0;
        for (String value : strings.values()) {
            characters += value.length();
        }
        return characters;
    }
}
