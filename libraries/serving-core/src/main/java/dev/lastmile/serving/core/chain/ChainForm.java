package dev.lastmile.serving.core.chain;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.TensorSpec;
import java.util.List;

/** How a champion pair scores rows: as one merged graph, as two sessions one after the other, or one model alone. */
interface ChainForm extends AutoCloseable {
    /** The columns of a request, in the order of the signature. */
    List<InputColumn> inputs();

    /** The outputs of the last graph, with its row status where it has one. */
    List<TensorSpec> outputs();

    /**
     * Scores rows.
     *
     * @param rows the columns of {@link #inputs}, at least one row
     * @param firstRow the number of the first of them in messages
     * @return the outputs without the row status, in the order of the rows
     * @throws dev.lastmile.serving.core.InvalidRequestException naming the first row that the graph rejects
     */
    Batch score(Batch rows, int firstRow);

    /** Frees the sessions. No call may be in flight. */
    @Override
    void close();
}
