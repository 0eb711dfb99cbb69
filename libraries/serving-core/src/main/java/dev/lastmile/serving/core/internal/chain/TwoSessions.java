package dev.lastmile.serving.core.internal.chain;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.onnx.TensorSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Two sequential sessions: the features', then the model's on its outputs. */
record TwoSessions(
        OnnxScorer features,
        RowStatusFilter featuresStatus,
        OnnxScorer model,
        RowStatusFilter modelStatus,
        List<InputColumn> inputs)
        implements ChainScorer {
    @Override
    public List<TensorSpec> outputs() {
        return model.outputs();
    }

    @Override
    public Batch score(Batch rows, int firstRow) {
        Batch computed = featuresStatus.valid(features.score(rows), firstRow);
        return modelStatus.valid(model.score(modelInputs(computed, model)), firstRow);
    }

    @Override
    public void close() {
        features.close();
        model.close();
    }

    /** Inputs of the model, from the outputs of its features. */
    static Batch modelInputs(Batch computed, OnnxScorer model) {
        Map<String, Column> columns = new LinkedHashMap<>();
        model.inputs().forEach(input -> columns.put(input.name(), computed.column(input.name())));
        return Batch.of(columns);
    }
}
