package dev.lastmile.serving.core.internal.chain;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.onnx.TensorSpec;
import java.util.List;

/** One session: of the merged graph, of the features alone, or of the model alone. */
record SingleSession(OnnxScorer scorer, List<InputColumn> inputs, RowStatusFilter status) implements ChainScorer {
    @Override
    public List<TensorSpec> outputs() {
        return scorer.outputs();
    }

    @Override
    public Batch score(Batch rows, int firstRow) {
        return status.valid(scorer.score(rows), firstRow);
    }

    @Override
    public void close() {
        scorer.close();
    }
}
