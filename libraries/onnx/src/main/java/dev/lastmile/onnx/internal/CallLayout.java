package dev.lastmile.onnx.internal;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.ColumnNames;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.TensorSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Which inputs and outputs of a session have a place in the memory of a {@link PreparedCall}. Immutable. */
final class CallLayout {
    private final List<TensorSpec> inputs;
    private final List<TensorSpec> outputs;
    private final ColumnNames outputNames;
    private final List<LabelIndex> labels;
    private final List<TensorSpec> written;

    CallLayout(ModelSession session) {
        this.inputs = session.inputs();
        this.outputs = session.outputs();
        this.outputNames = ColumnNames.of(outputs.stream().map(TensorSpec::name).toList());
        List<LabelIndex> indices = new ArrayList<>();
        List<TensorSpec> places = new ArrayList<>();
        for (TensorSpec output : outputs) {
            LabelIndex index = session.labels().get(output.name());
            indices.add(index);
            places.add(
                    index != null
                            ? new TensorSpec(index.index(), ElementType.INT64, new long[] {-1})
                            : isPlaced(output) && output.width() > 0 ? output : null);
        }
        this.labels = Collections.unmodifiableList(indices);
        this.written = Collections.unmodifiableList(places);
    }

    /** The inputs, in the graph's order. */
    List<TensorSpec> inputs() {
        return inputs;
    }

    /** The outputs, in the graph's order. */
    List<TensorSpec> outputs() {
        return outputs;
    }

    /** The names of the outputs, in the graph's order. */
    ColumnNames outputNames() {
        return outputNames;
    }

    /** What is written into memory for each output; null for one that ONNX Runtime allocates. */
    List<TensorSpec> written() {
        return written;
    }

    /** The labels of each output; null for one that has none. */
    List<LabelIndex> labels() {
        return labels;
    }

    /** Bytes of memory for rows of a batch that fits the inputs. */
    long size(Batch batch, int rows) {
        long size = 0;
        for (TensorSpec input : inputs) {
            size += isPlaced(input) ? TensorPlace.size(input, rows, Tensors.width(batch.column(input.name()))) : 0;
        }
        for (TensorSpec output : written) {
            size += output == null ? 0 : TensorPlace.size(output, rows, output.width());
        }
        return size;
    }

    /** Whether a tensor can be in memory, which strings cannot. */
    static boolean isPlaced(TensorSpec spec) {
        return spec.type() != ElementType.STRING;
    }
}
