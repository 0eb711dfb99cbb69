package dev.lastmile.onnx.spark.internal.scoring;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.GraphMetadata;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.RowStatus;
import dev.lastmile.onnx.TensorSpec;
import dev.lastmile.onnx.internal.ModelSession;
import dev.lastmile.onnx.internal.Tensors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** One model in one task, with the memory that its outputs are written into. */
final class LoadedModel {
    private final ScorerCache.Lease lease;
    private final ModelSession session;
    private final RowStatus status;
    private final Map<String, TensorMemory> memories = new LinkedHashMap<>();
    private final Map<String, Column> copies = new HashMap<>();

    /** @param lease of the model's session, which {@link #close} ends */
    LoadedModel(ScorerCache.Lease lease, int rows) {
        this.lease = lease;
        this.session = lease.session();
        this.status = RowStatus.of(session.metadata());
        for (TensorSpec output : session.outputs()) {
            if (output.type() != ElementType.STRING && output.width() > 0) {
                memories.put(output.name(), new TensorMemory(output.type(), output.isVector(), output.width(), rows));
            }
        }
    }

    List<TensorSpec> inputs() {
        return session.inputs();
    }

    List<TensorSpec> outputs() {
        return session.outputs();
    }

    RowStatus status() {
        return status;
    }

    /** Scores a batch: the outputs are in {@link #memory} or in {@link #copy}. */
    void score(Map<String, InputColumn> columns, List<LoadedModel> before, int rows) {
        List<OnnxTensor> own = new ArrayList<>();
        copies.clear();
        try {
            Map<String, OnnxTensor> given = new HashMap<>();
            for (TensorSpec input : session.inputs()) {
                given.put(input.name(), given(input, columns, before, rows, own));
            }
            try {
                run(given, rows);
            } catch (OrtException e) {
                if (memories.isEmpty()) {
                    throw e;
                }
                // The outputs may be of other shapes than the graph says, which without a place for them is told.
                memories.values().forEach(TensorMemory::close);
                memories.clear();
                run(given, rows);
            }
        } catch (OrtException e) {
            throw new OnnxModelException("ONNX Runtime cannot score " + rows + " rows: " + e.getMessage(), e);
        } finally {
            own.forEach(OnnxTensor::close);
        }
    }

    /** The memory that an output is in; null if there is a copy. */
    TensorMemory memory(String output) {
        return memories.get(output);
    }

    /** An output that is not in memory of its own; null if it is, or if there is no such output. */
    Column copy(String output) {
        return copies.get(output);
    }

    /** Frees the tensors and ends the use of the session; the outputs can still be read. */
    void close() {
        memories.values().forEach(TensorMemory::closeTensor);
        lease.close();
    }

    private void run(Map<String, OnnxTensor> given, int rows) throws OrtException {
        Map<String, OnnxTensor> placed = new HashMap<>();
        for (Map.Entry<String, TensorMemory> memory : memories.entrySet()) {
            placed.put(memory.getKey(), memory.getValue().tensor(rows));
        }
        Set<String> wanted = session.outputs().stream()
                .map(TensorSpec::name)
                .filter(name -> !memories.containsKey(name))
                .collect(Collectors.toSet());
        session.run(given, wanted, placed, result -> copied(result, rows));
    }

    private Void copied(OrtSession.Result result, int rows) throws OrtException {
        for (TensorSpec output : session.outputs()) {
            if (!memories.containsKey(output.name())) {
                Column column = Tensors.column(
                        output, (OnnxTensor) result.get(output.name()).orElseThrow());
                Tensors.requireRows(output, column, rows);
                copies.put(output.name(), column);
            }
        }
        return null;
    }

    // The model before, whose output has that name, comes before the column of that name.
    private OnnxTensor given(
            TensorSpec input,
            Map<String, InputColumn> columns,
            List<LoadedModel> before,
            int rows,
            List<OnnxTensor> own)
            throws OrtException {
        Column column = null;
        for (int i = before.size() - 1; i >= 0 && column == null; i--) {
            TensorMemory memory = before.get(i).memory(input.name());
            if (memory != null) {
                return memory.tensor(rows);
            }
            column = before.get(i).copy(input.name());
        }
        if (column == null) {
            OnnxTensor tensor = columns.get(input.name()).tensor(rows);
            if (tensor != null) {
                return tensor;
            }
            column = columns.get(input.name()).values(rows);
        }
        OnnxTensor tensor = Tensors.tensor(
                input,
                Batch.of(Map.of(input.name(), column)),
                session.metadata().get(GraphMetadata.NULL_STRING));
        own.add(tensor);
        return tensor;
    }
}
