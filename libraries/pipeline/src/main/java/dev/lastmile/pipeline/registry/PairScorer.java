package dev.lastmile.pipeline.registry;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.onnx.RowStatus;
import dev.lastmile.onnx.TensorSpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Features and a model on them, scoring raw rows in memory as the service scores them. Not thread-safe. */
public final class PairScorer implements AutoCloseable {
    private final OnnxScorer features;
    private final OnnxScorer model;

    /**
     * Scored rows.
     *
     * @param outputs of the model
     * @param valid of each row, whether the features' graph accepts it
     */
    public record Scored(Batch outputs, boolean[] valid) {}

    /**
     * @param features computes what the model takes
     * @throws dev.lastmile.onnx.OnnxModelException if one of them cannot be loaded
     */
    public PairScorer(OnnxModel features, OnnxModel model) {
        this.features = new OnnxScorer(features.bytes());
        this.model = new OnnxScorer(model.bytes());
    }

    /** The raw columns that the features take. */
    public List<TensorSpec> inputs() {
        return features.inputs();
    }

    /** The metadata of the model's graph. */
    public Map<String, String> metadata() {
        return model.metadata();
    }

    /** The metadata of the features' graph. */
    public Map<String, String> featuresMetadata() {
        return features.metadata();
    }

    /**
     * Scores rows.
     *
     * @param raw the features' inputs
     * @throws dev.lastmile.onnx.OnnxModelException if a row cannot be scored
     */
    public Scored score(Batch raw) {
        Batch computed = features.score(raw);
        Map<String, Column> inputs = new LinkedHashMap<>();
        for (TensorSpec input : model.inputs()) {
            Map<String, Column> from =
                    computed.columns().containsKey(input.name()) ? computed.columns() : raw.columns();
            inputs.put(input.name(), converted(from.get(input.name()), input));
        }
        boolean[] valid = new boolean[raw.rows()];
        Arrays.fill(valid, true);
        if (computed.columns().get(RowStatus.OUTPUT) instanceof Column.Longs status) {
            for (int row = 0; row < valid.length; row++) {
                valid[row] = status.values()[row] == 0;
            }
        }
        return new Scored(model.score(Batch.of(inputs)), valid);
    }

    // Models from Python take 32-bit numbers.
    private static Column converted(Column column, TensorSpec input) {
        if (column instanceof Column.DoubleVectors vectors && input.type() == ElementType.FLOAT) {
            float[] values = new float[vectors.flat().length];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) vectors.flat()[i];
            }
            return new Column.FloatVectors(values, vectors.width());
        }
        return column;
    }

    @Override
    public void close() {
        features.close();
        model.close();
    }
}
