package dev.lastmile.serving.core.internal.chain;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.TensorSpec;
import java.util.List;

/** How a champion pair scores rows: as one merged graph, in two sequential sessions, or with one model alone. */
interface ChainScorer extends AutoCloseable {
    /** Columns of a request, in the order of the signature. */
    List<InputColumn> inputs();

    /** Outputs of the last graph, including its row status if it has one. */
    List<TensorSpec> outputs();

    /**
     * Scores rows.
     *
     * @param rows the columns of {@link #inputs}, at least one row
     * @param firstRow index of the first of them, for messages
     * @return outputs without the row status, in the order of the rows
     * @throws dev.lastmile.serving.core.InvalidRequestException naming the first row that the graph rejects
     */
    Batch score(Batch rows, int firstRow);

    /** Closes the sessions. No call may be in flight. */
    @Override
    void close();
}
