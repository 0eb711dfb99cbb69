package dev.lastmile.serving.core.internal.chain;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.serving.core.NonFiniteOutputException;
import dev.lastmile.tracking.model.ModelVersionRef;
import java.util.List;

/** Keeps NaN and infinity from being served as predictions: JSON has neither, and null would look like one. */
public final class FiniteOutputs {
    private FiniteOutputs() {}

    /**
     * Checks the outputs of all rows.
     *
     * @param model what has computed them
     * @throws NonFiniteOutputException naming the model, the output and the first of its rows that is not finite
     */
    public static void require(ModelVersionRef model, Batch outputs) {
        List<String> names = outputs.names().list();
        for (int i = 0; i < names.size(); i++) {
            Column column = outputs.column(i);
            if (column instanceof Column.Doubles doubles) {
                require(model, names.get(i), doubles.values(), 1);
            } else if (column instanceof Column.DoubleVectors vectors) {
                require(model, names.get(i), vectors.flat(), vectors.width());
            } else if (column instanceof Column.Floats floats) {
                require(model, names.get(i), floats.values(), 1);
            } else if (column instanceof Column.FloatVectors vectors) {
                require(model, names.get(i), vectors.flat(), vectors.width());
            }
        }
    }

    private static void require(ModelVersionRef model, String output, double[] values, int width) {
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new NonFiniteOutputException(model.toString(), output, i / width, values[i]);
            }
        }
    }

    private static void require(ModelVersionRef model, String output, float[] values, int width) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new NonFiniteOutputException(model.toString(), output, i / width, values[i]);
            }
        }
    }
}
